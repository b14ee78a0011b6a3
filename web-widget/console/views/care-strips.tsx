// How the customer is, and what the site's rules suggest, in strips of the conversation; staff see them, nobody else.
import type { ComponentChildren } from 'preact';
import type { ConversationView } from '../../client/api.ts';
import { alert, flag, note } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import { openComplaint, suggestionsOf, unhappyAlert } from '../handoff.ts';
import type { May } from '../may.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';

interface StripProps {
  view: ConversationView<'staff'>;
  may: May;
}

export function CareStrips({ view, may }: StripProps) {
  return (
    <>
      <Unhappy view={view} may={may} />
      <Complaint view={view} may={may} />
      {may.flag && <Suggestions view={view} />}
    </>
  );
}

export function Way({ text, what, onDo, ...rest }: WayProps) {
  const busy = useDesk().acts.busy.value;
  return (
    <button type="button" class="button small" disabled={what !== undefined && busy.has(what)} onClick={onDo} {...rest}>
      {text}
    </button>
  );
}
interface WayProps {
  text: ComponentChildren;
  what?: string; // as acts.ts calls it while it is under way
  onDo(): void;
  'aria-keyshortcuts'?: string;
}

function Unhappy({ view, may }: StripProps) {
  const desk = useDesk();
  const say = words.care;
  const told = unhappyAlert(view);
  if (!told) return null;
  const baton = told.by.role === 'system';
  const what = `alert ${view.id}`;
  const { selling } = desk;
  const tell = (on: boolean) => {
    desk.focus.value = 'heading'; // this button goes
    void selling.alert(view.id, on);
  };
  return (
    <div class="strip" role="status" data-tone="warn">
      <Icon path={alert} size={16} />
      <span>
        <strong>{say.unhappy}</strong> {baton ? say.unhappyBaton : say.unhappyBy(desk.nameOf(told.by))}
      </span>
      {may.feel && (
        <span class="strip-ways">
          {baton && <Way text={say.confirm} what={what} onDo={() => tell(true)} />}
          <Way text={say.clear} what={what} onDo={() => tell(false)} />
        </span>
      )}
    </div>
  );
}

function Complaint({ view, may }: StripProps) {
  const desk = useDesk();
  const say = words.care;
  const told = openComplaint(view);
  if (!told) return null;
  const close = () => {
    desk.focus.value = 'heading';
    void desk.selling.closeComplaint(view.id);
  };
  return (
    <div class="strip" role="status" data-tone="warn">
      <Icon path={note} size={16} />
      <span>
        <strong>{say.complaint}</strong> {told.text && <bdi>“{told.text}”</bdi>}
      </span>
      {may.feel && <Way text={say.complaintClose} what={`complaint ${view.id}`} onDo={close} />}
    </div>
  );
}

// One at a time, the oldest first: keys answer the one that is seen.
function Suggestions({ view }: { view: ConversationView<'staff'> }) {
  const desk = useDesk();
  const say = words.suggestion;
  const open = suggestionsOf(view, desk.selling.settledOf(view.id));
  const [first] = open;
  if (!first) return null;
  const { product, rule } = first;
  const what = `suggestion ${view.id}`;
  const answer = (accept: boolean) => {
    if (open.length === 1) desk.focus.value = 'heading';
    void desk.answerSuggestion(view, first, accept);
  };
  return (
    <div class="strip" role="status" data-tone="accent">
      <Icon path={flag} size={16} />
      <span>
        <strong>{say.text(product)}</strong> <span class="hint">{say.rule(rule)}</span>
      </span>
      <span class="strip-ways">
        <Way
          text={
            <>
              {say.accept}
              <span class="sr">: {product}</span> <kbd class="key">S</kbd>
            </>
          }
          what={what}
          onDo={() => answer(true)}
          aria-keyshortcuts="Alt+S"
        />
        <Way
          text={
            <>
              {say.dismiss}
              <span class="sr">: {product}</span> <kbd class="key">X</kbd>
            </>
          }
          what={what}
          onDo={() => answer(false)}
          aria-keyshortcuts="Alt+X"
        />
      </span>
    </div>
  );
}
