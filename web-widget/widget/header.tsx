// The panel's head: who one talks to and how the chat stands, the menu, and the way to put it aside.
import type { Snapshot } from '../client/api.ts';
import { Avatar } from '../look/avatar.tsx';
import { chat, down } from '../look/icon-paths.ts';
import { Icon } from '../look/icons.tsx';
import { Menu, type MenuItem } from './menu.tsx';
import { type Stage, type View, isAnybodyHere, isDeskOnline, lineOf } from './stage.ts';
import { words } from './words.ts';

export interface HeaderProps {
  title: string;
  seen: Snapshot<'visitor'>;
  stage: Stage;
  view: View | undefined;
  items: MenuItem[];
  onMinimise(): void;
}

export function Header({ title, seen, stage, view, items, onMinimise }: HeaderProps) {
  const owner = stage === 'active' || stage === 'closed' ? view?.copy.owner : undefined;
  const present = view?.copy.participants.find(({ id }) => id === owner?.id)?.online ?? false;
  const { text, dot } = standing(seen, stage, view, present);
  return (
    <div class="head">
      {owner ? (
        <Avatar id={owner.id} name={owner.name} size={38} />
      ) : (
        <span class="mark" aria-hidden="true">
          <Icon path={chat} size={20} />
        </span>
      )}
      <div class="who">
        <h2 id="baton-title">
          <bdi>{owner?.name ?? title}</bdi>
        </h2>
        <p role="status">
          {dot && <span class="dot" data-state={dot} aria-hidden="true" />}
          <span>{text}</span>
        </p>
      </div>
      <Menu label={words.menu} items={items} />
      <button type="button" class="icon-button" aria-label={words.minimise} onClick={onMinimise}>
        <Icon path={down} size={21} />
      </button>
    </div>
  );
}

interface Standing {
  text: string;
  dot?: 'online' | 'away' | 'offline';
}

function standing(seen: HeaderProps['seen'], stage: Stage, view: View | undefined, present: boolean): Standing {
  const line = lineOf(seen);
  if (line === 'connecting') return { text: words.connecting };
  if (line !== 'up') return { text: words.noLine, dot: 'offline' };
  if (stage === 'closed') return { text: words.ended };
  if (stage === 'missed') return { text: words.owed };
  if (stage === 'queued' || stage === 'starting') return { text: words.waiting, dot: 'away' };
  if (stage === 'refused' || (stage === 'leave' && isAnybodyHere(seen)))
    return { text: words.unavailable, dot: 'offline' };
  if (stage === 'active') {
    const department = seen.desk?.departments.find(({ id }) => id === view?.copy.department)?.name ?? '';
    return present ? { text: department, dot: 'online' } : { text: words.left, dot: 'away' };
  }
  return isDeskOnline(seen) ? { text: words.online, dot: 'online' } : { text: words.offline, dot: 'offline' };
}
