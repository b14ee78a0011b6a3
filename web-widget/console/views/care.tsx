// Whether it is solved, as the agent says and the customer answers, and the way to flag an opportunity: in the bar of
// a conversation's head.
import type { ConversationView } from '../../client/api.ts';
import { check, close, done, flag } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import { solvedOf } from '../handoff.ts';
import type { May } from '../may.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';

const say = words.care;

export function Care({ view, may }: { view: ConversationView<'staff'>; may: May }) {
  const desk = useDesk();
  const { id } = view;
  const solved = solvedOf(view);
  const busy = desk.acts.busy.value.has(`solve ${id}`);
  const open = view.copy.solved === 'no';
  return (
    <>
      {solved !== 'no' && (
        <span class="chip solved" data-solved={solved}>
          <Icon path={solved === 'confirmed' ? done : solved === 'asked' ? check : close} size={13} />
          <bdi>{say.solved[solved]}</bdi>
          {may.solve &&
            solved === 'asked' && ( // what they confirmed is theirs to take back
              <button
                type="button"
                aria-label={say.takeBack}
                title={say.takeBack}
                disabled={busy}
                onClick={() => {
                  desk.focus.value = 'heading';
                  void desk.selling.solve(id, false);
                }}
              >
                <Icon path={close} size={12} />
              </button>
            )}
        </span>
      )}
      {may.solve && open && (
        <button
          type="button"
          class="chip-add"
          aria-keyshortcuts="Alt+M"
          disabled={busy}
          onClick={() => {
            desk.focus.value = 'heading'; // this button goes
            void desk.selling.solve(id, true);
          }}
        >
          <Icon path={check} size={13} /> {say.markSolved}
        </button>
      )}
      {may.flag && (
        <button
          type="button"
          class="chip-add"
          aria-keyshortcuts="Alt+O"
          onClick={() => desk.staffing.ask({ kind: 'flag', conversation: id })}
        >
          <Icon path={flag} size={13} /> {words.flag.short}
        </button>
      )}
    </>
  );
}
