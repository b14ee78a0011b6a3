// What stands in the conversation beside its messages: the greeting, the place in the queue, the end.
import type { Snapshot } from '../client/api.ts';
import { download, newChat } from '../look/icon-paths.ts';
import { Icon } from '../look/icons.tsx';
import { isDeskOnline } from './stage.ts';
import { words } from './words.ts';

export function Greeting({ seen }: { seen: Snapshot<'visitor'> }) {
  const { desk } = seen;
  return (
    <div class="greeting">
      <h3>{words.hello}</h3>
      <p>{desk && !isDeskOnline(seen) ? words.helloOffline : words.helloText}</p>
      {desk ? (
        desk.departments.length > 0 && (
          <ul class="departments" aria-label={words.departments}>
            {desk.departments.map(({ id, name, online }) => (
              <li key={id}>
                <span class="dot" data-state={desk.open && online ? 'online' : 'offline'} aria-hidden="true" />
                <bdi>{name}</bdi>
                <span class="state">{desk.open && online ? words.here : words.away}</span>
              </li>
            ))}
          </ul>
        )
      ) : (
        <div class="departments waiting" aria-hidden="true">
          <i />
          <i />
        </div>
      )}
    </div>
  );
}

export interface QueueProps {
  starting: boolean;
  place: { position: number; wait_ms: number | null } | undefined;
}

export function QueueCard({ starting, place }: QueueProps) {
  return (
    <div class="card">
      <h3>
        <span class="pulse" aria-hidden="true" />
        {starting ? words.starting : words.queueTitle(place?.position)}
      </h3>
      {!starting && (
        <p>
          {words.queueText} {place?.wait_ms ? words.queueWait(place.wait_ms) : ''}
        </p>
      )}
    </div>
  );
}

export interface EndProps {
  reason: string;
  missed: boolean;
  mayReopen: boolean;
  onNew(): void;
  onDownload(): void;
}

export function EndCard({ reason, missed, mayReopen, onNew, onDownload }: EndProps) {
  return (
    <div class="card">
      <h3>{words.closedTitle}</h3>
      <p>
        {words.closed[reason] ?? ''} {missed ? words.missedText : mayReopen ? words.mayReopen : ''}
      </p>
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
