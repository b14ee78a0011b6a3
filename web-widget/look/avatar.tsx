// A person as a small disc: initials on a colour that is theirs alone and always the same. Ornament: the name stands
// beside it as text. Somebody without a name, and a bot, have a figure instead of initials.
import { bot as botIcon, person as personIcon } from './icon-paths.ts';
import { Icon } from './icons.tsx';

export interface AvatarProps {
  id: string;
  name?: string;
  bot?: boolean;
  size?: number; // px, default 32
  online?: boolean; // draws the dot of presence; left out: no dot
}

export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const ends = words.length > 1 ? [words[0]!, words[words.length - 1]!] : words;
  const letters = ends.map((word) => /[\p{L}\p{N}]\p{M}?/u.exec(word)?.[0] ?? '');
  return letters.join('').toLocaleUpperCase();
}

// FNV-1a, enough to spread ids over the colour circle.
export function hue(id: string): number {
  let hash = 0x811c9dc5;
  for (const char of id) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193);
  return (hash >>> 0) % 360;
}

export function Avatar({ id, name = '', bot = false, size = 32, online }: AvatarProps) {
  const letters = bot ? '' : initials(name);
  return (
    <span
      class="avatar"
      aria-hidden="true"
      style={{ '--hue': String(hue(id)), '--size': `${size}px` }}
      data-online={online}
    >
      {letters || <Icon path={bot ? botIcon : personIcon} size={Math.round(size * 0.56)} />}
    </span>
  );
}
