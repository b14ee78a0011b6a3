// The line is down: says so, counts down to the next try, and offers to try now. What was written goes out later.
import { useEffect, useState } from 'preact/hooks';
import { offline } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import { words } from '../words.ts';
import { useDesk } from './context.ts';
import { focusMain } from './focus.ts';

const say = words.line;

export function Banner() {
  const desk = useDesk();
  const { link, retryAt, outbox } = desk.snapshot.value;
  const [, redraw] = useState(0);
  useEffect(() => {
    if (link !== 'waiting') return;
    const timer = setInterval(() => redraw((n) => n + 1), 500);
    return () => clearInterval(timer);
  }, [link]);
  if (link === 'ready' || link === 'ended') return <div role="status" />;
  const unsent = outbox.filter(({ state }) => state === 'queued' || state === 'flying').length;
  const seconds = Math.max(0, Math.ceil(((retryAt ?? 0) - Date.now()) / 1000));
  return (
    <div class="banner" role="status">
      <Icon path={offline} size={16} />
      <span>
        {link === 'waiting' ? <span aria-live="off">{say.lost(seconds)}</span> : say.connecting}{' '}
        {unsent > 0 && say.kept(unsent)}
      </span>
      {link === 'waiting' && (
        <button
          type="button"
          class="link"
          onClick={() => {
            focusMain(); // this button goes away
            desk.client.nudge();
          }}
        >
          {say.tryNow}
        </button>
      )}
    </div>
  );
}
