// What stands in the way of asking a customer about sales, each in words with the way out of it.
import type { ConversationView } from '../../client/api.ts';
import { lock } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import { type Objection, openComplaint, unhappyAlert } from '../handoff.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';

const say = words.guard;
type View = ConversationView<'staff'>;

interface ObjectionsProps {
  view: View;
  found: readonly Objection[];
  above?: boolean; // strips above it tell of complaint and mood, with their ways
  onAsked?(): void;
}

export function Objections({ view, found, above = false, onAsked }: ObjectionsProps) {
  const has = (one: Objection) =>
    above && ((one === 'unhappy' && unhappyAlert(view)) || (one === 'open_complaint' && openComplaint(view)));
  return (
    <div class="objections" role="status">
      <p>
        <Icon path={lock} size={14} /> {say.blocked}
      </p>
      <ul>
        {found.map((one) => (
          <li key={one}>
            <span>
              {say.texts[one]} {one === 'unhappy' && !unhappyAlert(view) && view.copy.rating && say.rated}
            </span>
            {!has(one) && <Way view={view} objection={one} onAsked={onAsked} />}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Way({ view, objection, onAsked }: { view: View; objection: Objection; onAsked?(): void }) {
  const desk = useDesk();
  const { selling, acts } = desk;
  const { id } = view;
  const may = desk.may(view);
  const busy = acts.busy.value;
  const ways: Partial<Record<Objection, [what: string, text: string, run: () => void]>> = {
    ...(may.solve && {
      not_solved: [`solve ${id}`, words.care.markSolved, () => void selling.solve(id, true)],
    }),
    ...(may.feel && {
      // Also one of an earlier conversation, of which nothing stands here.
      open_complaint: [`complaint ${id}`, words.care.complaintClose, () => void selling.closeComplaint(id)],
      ...((unhappyAlert(view) || !view.copy.rating) && {
        unhappy: [`alert ${id}`, words.care.clear, () => void selling.alert(id, false)],
      }),
    }),
    ...(onAsked && { cooling_off: ['', say.askedWay, onAsked] }),
  };
  const way = ways[objection];
  if (!way) return null;
  const [what, text, run] = way;
  // This button goes with what it settles.
  const press = (event: { currentTarget: HTMLElement }) => {
    const sheet = event.currentTarget.closest('dialog');
    if (sheet) sheet.querySelector<HTMLElement>('.ask :is(input, select):not(:disabled)')?.focus();
    else desk.focus.value = 'heading';
    run();
  };
  return (
    <button type="button" class="button small" disabled={busy.has(what)} onClick={press}>
      {text}
    </button>
  );
}
