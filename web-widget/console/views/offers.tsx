// Offers in one's hands: a card each, the one that ends first on top, and what became of those that ended. Stands on
// top of whatever is shown. It takes no focus, because somebody may be writing just now; keys answer the first.
import type { ConversationView } from '../../client/api.ts';
import { Avatar } from '../../look/avatar.tsx';
import { alert, handshake, pause, transfer } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import { waited } from '../ages.ts';
import type { Held } from '../offers.ts';
import { words } from '../words.ts';
import { Brief } from './brief.tsx';
import { useDesk } from './context.ts';
import { Countdown } from './countdown.tsx';
import { focusMain } from './focus.ts';

const say = words.offers;
type View = ConversationView<'staff'>;

export function Offers() {
  const { offers } = useDesk().staffing;
  const open = offers.open.value;
  const ended = offers.ended.value;
  const away = offers.setAway.value;
  if (open.length + ended.length === 0 && !away) return null;
  return (
    <section class="offers" aria-label={say.label}>
      {away && <SetAway />}
      {open.length > 0 && (
        <ul>
          {open.map((held) => (
            <Card key={held.offer.conversation} held={held} />
          ))}
        </ul>
      )}
      {ended.length > 0 && (
        <div role="status">
          {ended.map(({ conversation, name, text }) => (
            <p key={conversation} class="offer-ended">
              <bdi>{name}</bdi> {text}
            </p>
          ))}
        </div>
      )}
    </section>
  );
}

function Card({ held }: { held: Held }) {
  const desk = useDesk();
  const { offer, answering, problem } = held;
  const { conversation, kind } = offer;
  const view = desk.snapshot.value.conversations.get(conversation);
  const name = desk.staffing.visitorOf(conversation);
  const from = view?.copy.owner?.name;
  const title = kind === 'chat' ? say.chat : kind === 'handoff' ? say.handoff : from ? say.transfer(from) : undefined;
  // A transfer to a person stays in its department.
  const to = view?.copy.pending?.to;
  const known = desk.snapshot.value.desk?.departments.some(({ id }) => id === to);
  const answer = (accept: boolean) => {
    if (!accept) focusMain(); // these buttons go
    void desk.staffing.answer(conversation, accept);
  };
  return (
    <li class="offer" data-kind={kind}>
      <div class="offer-top">
        <Avatar id={view?.copy.visitor.id ?? conversation} name={view?.copy.visitor.name} size={36} />
        <div class="offer-who">
          <span class="offer-kind">
            {kind !== 'chat' && <Icon path={kind === 'handoff' ? handshake : transfer} size={12} />}{' '}
            {title ?? say.transferBare}
          </span>
          <strong>
            <bdi>{name}</bdi>
          </strong>
          {view && (
            <span class="offer-where">
              {desk.department((known && to) || view.copy.department)} · <Age since={view.copy.started_at} />
            </span>
          )}
        </div>
        <Countdown from={held.since} to={offer.deadline} />
      </div>
      {offer.brief && <Brief brief={offer.brief} />}
      {view && <Words view={view} brief={offer.brief !== undefined} />}
      {problem && (
        <p class="offer-problem" role="alert">
          <Icon path={alert} size={14} /> {problem}
        </p>
      )}
      <div class="offer-ways">
        <button
          type="button"
          class="button primary"
          aria-label={say.acceptOf(name)}
          aria-keyshortcuts="Alt+A"
          disabled={answering !== undefined}
          onClick={() => answer(true)}
        >
          {say.accept}
        </button>
        <button
          type="button"
          class="button"
          aria-label={say.declineOf(name)}
          aria-keyshortcuts="Alt+D"
          disabled={answering !== undefined}
          onClick={() => answer(false)}
        >
          {say.decline}
        </button>
      </div>
    </li>
  );
}

function Age({ since }: { since: number }) {
  return <>{say.waiting(waited(useDesk().clock.now.value - since))}</>;
}

// What the visitor said first, and of a transfer what its giver noted.
// With a brief, which tells it shorter, only what was noted.
function Words({ view, brief }: { view: View; brief: boolean }) {
  const first = view.log.events.find((event) => event.kind === 'message' && event.by.role === 'visitor');
  const owner = view.copy.owner;
  const note = owner && view.notes.events.findLast((event) => event.kind === 'note' && event.by.id === owner.id);
  return (
    <>
      {note?.kind === 'note' && !('withheld' in note) && (
        <p class="offer-note">
          <span>{say.note(note.by.name)}</span> <bdi>{note.text}</bdi>
        </p>
      )}
      {brief ? null : first?.kind === 'message' ? (
        <blockquote class="offer-words">
          <bdi>{first.text}</bdi>
        </blockquote>
      ) : (
        !view.log.behind && <p class="offer-words">{say.noWords}</p>
      )}
    </>
  );
}

function SetAway() {
  const desk = useDesk();
  const { offers } = desk.staffing;
  return (
    <div class="offer offer-away" role="alert">
      <p>
        <Icon path={pause} size={16} /> {say.missedAway}
      </p>
      <div class="offer-ways">
        <button
          type="button"
          class="button primary small"
          onClick={() => {
            focusMain();
            offers.dismissAway();
            void desk.status.set('online');
          }}
        >
          {words.lists.goOnline}
        </button>
        <button
          type="button"
          class="button small"
          onClick={() => {
            focusMain();
            offers.dismissAway();
          }}
        >
          {say.stayAway}
        </button>
      </div>
    </div>
  );
}
