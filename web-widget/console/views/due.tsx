// When a follow-up is due, or by how long it is late; drawn again every minute.
import { ago, when } from '../ages.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';

export function Due({ at }: { at: number }) {
  const now = useDesk().clock.minute.value * 60_000;
  const late = at <= now;
  return (
    <span class="deal-due" data-late={late}>
      {late ? words.sales.overdue(ago(now - at)) : words.sales.due(when(at, now))}
    </span>
  );
}
