// What was refused, said beside its conversation, and the question whether to go above one's limit.
import { alert, close } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import { words } from '../words.ts';
import { useDesk } from './context.ts';
import { focusOnce } from './focus.ts';

const say = words.conversation;

export function Trouble({ id }: { id: string }) {
  const desk = useDesk();
  const problem = desk.acts.problem.value;
  const over = desk.acts.overAsked.value === id;
  const mine = desk.rows.value.mine.length;
  return (
    <div class="trouble" role="alert">
      {over && (
        <div class="notice" data-tone="warn">
          <Icon path={alert} size={16} />
          <span>{say.takeOver(mine)}</span>
          <span class="trouble-ways">
            <button type="button" class="button small primary" ref={focusOnce} onClick={() => void desk.take(id, true)}>
              {say.takeAnyway}
            </button>
            <button
              type="button"
              class="button small"
              onClick={() => {
                desk.acts.settle();
                desk.focus.value = 'heading';
              }}
            >
              {say.cancel}
            </button>
          </span>
        </div>
      )}
      {problem?.conversation === id && (
        <div class="notice" data-tone="danger">
          <Icon path={alert} size={16} />
          <span>{problem.text}</span>
          <button
            type="button"
            class="icon-button"
            aria-label={say.dismiss}
            onClick={() => {
              desk.acts.settle();
              desk.focus.value = 'heading';
            }}
          >
            <Icon path={close} size={14} />
          </button>
        </div>
      )}
    </div>
  );
}
