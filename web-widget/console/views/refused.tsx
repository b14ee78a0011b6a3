// What was refused of a sheet, or not chosen in it, with what would do instead. It comes into sight by itself.
import { useEffect, useRef } from 'preact/hooks';
import { alert } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import type { Refused as Refusal } from '../oversight.ts';
import type { To } from '../targets.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';

export interface RefusedProps {
  missing: string | null; // what was not chosen here: said before what the server refused
  refused: Pick<Refusal, 'text' | 'choices'> | null;
  busy: boolean;
  onChoice?: ((to: To) => void) | undefined;
}

export function Refused({ missing, refused, busy, onChoice }: RefusedProps) {
  const { staffing } = useDesk();
  const text = missing ?? refused?.text;
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
                    disabled={busy}
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
