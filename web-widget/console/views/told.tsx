// What the server refused of a sheet about selling, where no field of it is to blame, with what would do instead.
import { useEffect, useRef } from 'preact/hooks';
import { alert } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import { isAt } from '../refusals.ts';
import type { To } from '../targets.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';

export interface ToldProps {
  fields: readonly string[]; // that say theirs themselves
  missing?: string | null; // what was not chosen here
  onChoice?(to: To): void;
}

export function Told({ fields, missing = null, onChoice }: ToldProps) {
  const { selling, staffing } = useDesk();
  const refused = selling.refused.value;
  const theirs = fields.some((field) => isAt(refused?.field, field));
  const text = missing ?? (theirs ? undefined : refused?.text);
  const choices = missing === null && onChoice ? (refused?.choices ?? []) : [];
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (text) box.current?.scrollIntoView?.({ block: 'nearest' });
  }, [text, refused]);
  return (
    <div ref={box} class="refusals" role="alert">
      {text && (
        <div class="notice" data-tone={missing === null ? 'danger' : 'warn'}>
          <Icon path={alert} size={16} />
          <div class="refused">
            <span>{text}</span>
            {choices.length > 0 && (
              <div class="refused-choices">
                <span>{words.transfer.instead}</span>
                {choices.map((to) => (
                  <button
                    key={to.staff ?? to.department}
                    type="button"
                    class="button small"
                    disabled={selling.busy.value}
                    onClick={() => onChoice?.(to)}
                  >
                    {to.staff !== undefined
                      ? staffing.staffName(to.staff)
                      : words.transfer.toDepartment(staffing.targetName(to.department))}
                  </button>
                ))}
              </div>
            )}
          </div>
        </div>
      )}
    </div>
  );
}
