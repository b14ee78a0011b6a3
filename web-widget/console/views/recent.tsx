// What was closed lately, asked for when somebody wants to see it, page by page.
import { useEffect, useRef } from 'preact/hooks';
import { closedRows } from '../rows.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';
import { Group } from './group.tsx';

const say = words.lists;

export function Recent() {
  const desk = useDesk();
  const found = desk.past.closed.value;
  const list = useRef<HTMLDivElement>(null);
  const asked = useRef(false);
  const there = found?.state === 'there';
  useEffect(() => {
    if (!there || !asked.current) return;
    asked.current = false;
    list.current?.querySelector<HTMLElement>('.entry')?.focus(); // the button that asked is gone
  }, [there]);
  if (!found) {
    return (
      <div class="lists-foot">
        <button
          type="button"
          class="button small plain"
          onClick={() => {
            asked.current = true;
            void desk.past.closedMore();
          }}
        >
          {say.showRecent}
        </button>
      </div>
    );
  }
  const rows = closedRows(found.conversations, words.unnamed);
  return (
    <div ref={list}>
      <Group rows={rows} label={say.recent} heading empty={<p class="lists-more">{recentWords(found.state)}</p>} />
      {(found.cursor || found.state !== 'there') && (
        <div class="lists-foot">
          <button
            type="button"
            class="button small plain"
            disabled={found.state === 'loading'}
            onClick={() => void desk.past.closedMore()}
          >
            {found.state === 'loading'
              ? say.loading
              : found.state === 'failed'
                ? words.conversation.again
                : say.moreRecent}
          </button>
        </div>
      )}
    </div>
  );
}
const recentWords = (state: 'loading' | 'there' | 'failed') =>
  state === 'loading' ? say.loading : state === 'failed' ? say.problem : say.noRecent;
