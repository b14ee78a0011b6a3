// What stands in the conversation beside its messages: the greeting, the place in the queue, the end.
import type { ComponentChildren } from 'preact';
import { download, newChat } from '../look/icon-paths.ts';
import { Icon } from '../look/icons.tsx';
import type { Choice } from './choice.ts';
import { type Department, type Seen, type View, endOf, isDeskOnline } from './stage.ts';
import { words } from './words.ts';

interface GreetingProps {
  seen: Seen;
  choice: Choice;
  onChoose(department: string): void;
}

export function Greeting({ seen, choice, onChoose }: GreetingProps) {
  const { desk } = seen;
  return (
    <div class="greeting">
      <h3>{words.hello}</h3>
      <p>{desk && !isDeskOnline(seen) ? words.helloOffline : words.helloText}</p>
      {desk ? (
        <Departments among={choice.among.length > 0 ? choice.among : desk.departments} {...{ choice, onChoose }} />
      ) : (
        <div class="departments waiting" aria-hidden="true">
          <i />
          <i />
        </div>
      )}
    </div>
  );
}

// Who is here; and where there is more than one to begin with, which of them.
function Departments({ among, choice, onChoose }: Omit<GreetingProps, 'seen'> & { among: readonly Department[] }) {
  if (among.length === 0) return null;
  const row = ({ name, online, wait_ms }: Department) => (
    <>
      <bdi>{name}</bdi>
      <span class="state">{online ? words.here(wait_ms) : words.away}</span>
    </>
  );
  if (!choice.department)
    return (
      <ul class="departments" aria-label={words.departments}>
        {among.map((department) => (
          <li key={department.id}>
            <span class="dot" data-state={department.online ? 'online' : 'offline'} aria-hidden="true" />
            {row(department)}
          </li>
        ))}
      </ul>
    );
  return (
    <fieldset class="departments" aria-label={words.choose}>
      {among.map((department) => (
        <label key={department.id}>
          <input
            type="radio"
            name="department"
            checked={department.id === choice.department}
            onChange={() => onChoose(department.id)}
          />
          {row(department)}
        </label>
      ))}
    </fieldset>
  );
}

export function StartingCard({ leaving }: { leaving: boolean }) {
  return (
    <div class="card">
      <h3>
        <span class="pulse" aria-hidden="true" />
        {leaving ? words.leaving : words.starting}
      </h3>
    </div>
  );
}

// It changes as the queue moves, which is told to ears now and then only (place.tsx).
export function QueueCard({ place }: { place: View['copy']['queue'] }) {
  return (
    <div class="card" aria-live="off">
      <h3>
        <span class="pulse" aria-hidden="true" />
        {words.queueTitle(place?.position)}
      </h3>
      <p>{words.queueText}</p>
      {typeof place?.wait_ms === 'number' && <p>{words.queueWait(place.wait_ms)}</p>}
    </div>
  );
}

export interface EndProps {
  view: View;
  email: string; // where the answer to a left message goes
  mayReopen: boolean;
  children?: ComponentChildren; // what else is asked
  onNew(): void;
  onDownload(): void;
}

export function EndCard({ view, email, mayReopen, children, onNew, onDownload }: EndProps) {
  const { how, why } = endOf(view);
  return (
    <div class="card">
      <h3>{how === 'closed' ? words.closedTitle : words.missedTitle[how]}</h3>
      <p>
        {how === 'closed'
          ? `${words.closed[why] ?? ''} ${mayReopen ? words.mayReopen : ''}`
          : words.missedText[how](email)}
      </p>
      {children}
      <div class="ways">
        <button type="button" class="button small" onClick={onNew}>
          <Icon path={newChat} size={15} /> {words.startNew}
        </button>
        <button type="button" class="button small" onClick={onDownload}>
          <Icon path={download} size={15} /> {words.download}
        </button>
      </div>
    </div>
  );
}

export function SignedOut({ forbidden, onAgain }: { forbidden: boolean; onAgain(): void }) {
  return (
    <div class="card" role="status">
      <h3>{forbidden ? words.forbiddenTitle : words.signedOutTitle}</h3>
      <p>{forbidden ? words.forbidden : words.signedOut}</p>
      {!forbidden && (
        <div class="ways">
          <button type="button" class="button small" onClick={onAgain}>
            {words.startAgain}
          </button>
        </div>
      )}
    </div>
  );
}
