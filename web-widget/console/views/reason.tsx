// Why something is done over other people's heads: the usual reasons at one press, or one's own words; and what was
// refused, with what would do instead.
import { useId } from 'preact/hooks';
import type { To } from '../targets.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';
import { Refused } from './refused.tsx';

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
  const { oversight } = useDesk().staffing;
  return <Refused {...{ missing, onChoice }} refused={oversight.refused.value} busy={oversight.busy.value} />;
}
