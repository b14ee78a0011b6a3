// The head of a conversation: who, how it stands, and what one can do with it.
import { useEffect, useRef } from 'preact/hooks';
import type { ConversationView } from '../../client/api.ts';
import { Avatar } from '../../look/avatar.tsx';
import { done, left, panel, transfer } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import type { Desk } from '../desk.ts';
import type { May } from '../may.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';
import { Care } from './care.tsx';
import { MoreActs } from './more-acts.tsx';
import { Tags } from './tags.tsx';

const say = words.conversation;
const priorities = ['urgent', 'high', 'normal', 'low'] as const;

export interface HeadProps {
  view: ConversationView<'staff'>;
  may: May;
  details: boolean;
  onDetails(): void;
}

export function Head({ view, may, details, onDetails }: HeadProps) {
  const desk = useDesk();
  const { copy, id } = view;
  const tags = desk.acts.tagsOf(view);
  const heading = useRef<HTMLHeadingElement>(null);
  const wanted = desk.focus.value === 'heading';
  useEffect(() => {
    if (!wanted) return;
    desk.focus.value = null;
    heading.current?.focus();
  }, [wanted, desk]);
  return (
    <header class="talk-head">
      <div class="talk-top">
        <button type="button" class="icon-button talk-back" aria-label={say.back} onClick={() => desk.back()}>
          <Icon path={left} size={20} />
        </button>
        <Avatar id={copy.visitor.id} name={copy.visitor.name} size={36} />
        <div class="talk-who">
          <h2 ref={heading} tabIndex={-1}>
            <bdi>{desk.nameOf(copy.visitor)}</bdi>
          </h2>
          <p>
            <span class="state" data-state={copy.state}>
              {say.state[copy.state]}
            </span>
            <span>{desk.department(copy.department)}</span>
            {copy.owner && <span>{say.owner(copy.owner.name, copy.owner.id === desk.me.id)}</span>}
          </p>
        </div>
        <div class="talk-acts">
          <Acts desk={desk} id={id} may={may} />
          <button
            type="button"
            class="icon-button"
            aria-label={say.details}
            aria-expanded={details}
            aria-controls="visitor-panel"
            onClick={onDetails}
          >
            <Icon path={panel} size={18} />
          </button>
          <MoreActs id={id} may={may} view={view} />
        </div>
      </div>
      {(may.prioritise || may.arrange || may.flag || copy.solved !== 'no' || tags.length > 0) && (
        <div class="talk-bar">
          {may.prioritise && (
            <label class="picker" data-priority={copy.priority}>
              <span class="sr">{say.priority}</span>
              <select
                value={copy.priority}
                onChange={(event) => {
                  const priority = event.currentTarget.value as (typeof priorities)[number];
                  event.currentTarget.value = copy.priority; // until the server says so
                  void desk.acts.prioritise(id, priority);
                }}
              >
                {priorities.map((priority) => (
                  <option key={priority} value={priority}>
                    {words.lists.priority[priority]}
                  </option>
                ))}
              </select>
            </label>
          )}
          <Care view={view} may={may} />
          <Tags tags={tags} editable={may.arrange} onTags={(wanted) => void desk.acts.tag(view, wanted)} />
        </div>
      )}
    </header>
  );
}

function Acts({ desk, id, may }: { desk: Desk; id: string; may: May }) {
  const busy = desk.acts.busy.value;
  return (
    <>
      {may.take && (
        <button
          type="button"
          class="button small primary"
          disabled={busy.has(`take ${id}`)}
          onClick={() => void desk.take(id)}
        >
          {say.take}
        </button>
      )}
      {may.transfer && (
        <button
          type="button"
          class="button small only-wide"
          onClick={() => desk.staffing.ask({ kind: 'transfer', conversation: id, forced: false })}
        >
          <Icon path={transfer} size={15} /> <span class="act-label">{words.transfer.act}</span>
        </button>
      )}
      {may.close && (
        <button
          type="button"
          class="button small"
          disabled={busy.has(`close ${id}`)}
          onClick={() => void desk.close(id, 'resolved')}
        >
          <Icon path={done} size={15} /> {say.close}
        </button>
      )}
      {may.reopen && (
        <button
          type="button"
          class="button small"
          disabled={busy.has(`reopen ${id}`)}
          onClick={() => void desk.reopen(id)}
        >
          {say.reopen}
        </button>
      )}
    </>
  );
}
