// Why something is done over other people's heads: the usual reasons at one press, or one's own words; and what was
// refused, with what would do instead.
import { useEffect, useId, useRef } from 'preact/hooks';
import { alert } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import type { To } from '../targets.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';

const say = words.force;

export interface ReasonProps {
  what: keyof typeof say.reasons;
  value: string;
  onValue(text: string): void;
}

export function Reason({ what, value, onValue }: ReasonProps) {
  const desk = useDesk();
  const id = useId();
  return (
    <div class="ask-field">
      <label for={id}>{say.reason}</label>
      <textarea
        id={id}
        rows={2}
        required
        maxLength={desk.snapshot.value.limits?.message_chars ?? 4000}
        placeholder={say.reasonHint}
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      <ul class="ask-usual" aria-label={say.usual}>
        {say.reasons[what].map((reason) => (
          <li key={reason}>
            <button type="button" class="chip-add" aria-pressed={value === reason} onClick={() => onValue(reason)}>
              {reason}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function Refusals({ missing, onChoice }: { missing: string | null; onChoice(to: To): void }) {
  const { staffing } = useDesk();
  const refused = staffing.oversight.refused.value;
  const text = missing ?? refused?.text;
  const choices = missing === null ? (refused?.choices ?? []) : [];
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
                    disabled={staffing.oversight.busy.value}
                    onClick={() => onChoice(to)}
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
