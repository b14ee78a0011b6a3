// The tags of a conversation as chips, with a field for one more. Every change sends the whole set.
import { useState } from 'preact/hooks';
import { add, close } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import { words } from '../words.ts';
import { focusOnce } from './focus.ts';

const say = words.conversation;
const most = 20;
const longest = 40;

export interface TagsProps {
  tags: readonly string[];
  editable: boolean;
  onTags(tags: string[]): void;
}

export function Tags({ tags, editable, onTags }: TagsProps) {
  const [adding, setAdding] = useState(false);
  const put = (text: string) => {
    const tag = text.trim();
    if (tag && !tags.includes(tag)) onTags([...tags, tag]);
  };
  if (!editable && tags.length === 0) return null;
  return (
    <ul class="tags" aria-label={say.tags}>
      {tags.map((tag) => (
        <li key={tag} class="chip">
          <bdi>{tag}</bdi>
          {editable && (
            <button
              type="button"
              aria-label={say.removeTag(tag)}
              onClick={(event) => {
                event.currentTarget.closest('ul')?.querySelector<HTMLElement>('.chip-add')?.focus(); // this one goes
                onTags(tags.filter((other) => other !== tag));
              }}
            >
              <Icon path={close} size={12} />
            </button>
          )}
        </li>
      ))}
      {editable && tags.length < most && (
        <li>
          {adding ? (
            <input
              class="chip-field"
              aria-label={say.addTag}
              placeholder={say.addTag}
              maxLength={longest}
              autocomplete="off"
              ref={focusOnce}
              onBlur={(event) => {
                put(event.currentTarget.value);
                setAdding(false);
              }}
              onKeyDown={(event) => {
                if (event.isComposing) return;
                if (event.key === 'Escape') event.currentTarget.value = '';
                if (event.key === 'Escape') setAdding(false);
                if (event.key !== 'Enter' && event.key !== ',') return;
                event.preventDefault();
                put(event.currentTarget.value);
                event.currentTarget.value = '';
              }}
            />
          ) : (
            <button type="button" class="chip-add" onClick={() => setAdding(true)}>
              <Icon path={add} size={12} /> {say.addTag}
            </button>
          )}
        </li>
      )}
    </ul>
  );
}
