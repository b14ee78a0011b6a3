// How long is left, as a ring that empties and the seconds in it. The seconds are not spoken: that would be every one.
import { words } from '../words.ts';
import { useDesk } from './context.ts';

const hurry = 6; // seconds

export function Countdown({ from, to }: { from: number; to: number }) {
  const now = useDesk().clock.now.value;
  const left = Math.max(0, to - now);
  const seconds = Math.ceil(left / 1000);
  // A second ahead, because the ring takes that second to get there.
  const part = Math.max(0, left - 1000) / Math.max(1, to - from);
  return (
    <span class="countdown" data-hurry={seconds <= hurry} role="img" aria-label={words.offers.left(seconds)}>
      <svg viewBox="0 0 40 40" aria-hidden="true" focusable="false">
        <circle cx="20" cy="20" r="17" />
        <circle class="countdown-left" cx="20" cy="20" r="17" pathLength="100" stroke-dashoffset={100 - part * 100} />
      </svg>
      <span aria-hidden="true">{seconds}</span>
    </span>
  );
}
