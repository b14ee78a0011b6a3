// Who the visitor is, where they are, what they said about themselves, and what was before. Everything here came from a
// stranger: it is text, and only http and https become links.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { StaffConversation, Visitor } from '../../client/wire.ts';
import { Avatar } from '../../look/avatar.tsx';
import { close, done, external } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import { when } from '../ages.ts';
import { languageOf, linkOf } from '../visitor-facts.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';

const say = words.panel;

export function VisitorPanel({ onClose }: { onClose(): void }) {
  const desk = useDesk();
  const copy = desk.view.value?.copy;
  const way = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!matchMedia('(min-width: 1200px)').matches) way.current?.focus(); // it covers what was there
  }, []);
  if (!copy) return null;
  const { visitor } = copy;
  return (
    <aside class="column visitor" id="visitor-panel" aria-label={say.label}>
      <header class="column-head">
        <h2>{say.label}</h2>
        <button ref={way} type="button" class="icon-button" aria-label={say.close} onClick={onClose}>
          <Icon path={close} size={18} />
        </button>
      </header>
      <div class="visitor-body">
        <div class="visitor-who">
          <Avatar id={visitor.id} name={visitor.name} size={48} />
          <div>
            <h3>
              <bdi>{desk.nameOf(visitor)}</bdi>
            </h3>
            {visitor.verified ? (
              <span class="verified">
                <Icon path={done} size={14} /> {say.verified}
              </span>
            ) : (
              <span class="hint">{say.unverified}</span>
            )}
          </div>
        </div>
        <Facts copy={copy} />
        <Attributes visitor={visitor} />
        <Earlier visitor={visitor.id} here={copy.id} />
      </div>
    </aside>
  );
}

function Facts({ copy }: { copy: StaffConversation }) {
  const desk = useDesk();
  const { visitor, started_at, rating } = copy;
  const { page, email, locale } = visitor;
  return (
    <dl class="facts">
      {email && (
        <Fact name={say.email}>
          <a href={`mailto:${encodeURIComponent(email).replaceAll('%40', '@')}`}>
            <bdi>{email}</bdi>
          </a>
        </Fact>
      )}
      {page?.url && (
        <Fact name={say.page}>
          {page.title && <bdi class="fact-title">{page.title}</bdi>}
          <Address url={page.url} />
        </Fact>
      )}
      {page?.referrer && (
        <Fact name={say.referrer}>
          <Address url={page.referrer} />
        </Fact>
      )}
      {locale && <Fact name={say.locale}>{languageOf(locale)}</Fact>}
      <Fact name={say.started}>{when(started_at, desk.clock.minute.value * 60_000)}</Fact>
      {rating && (
        <Fact name={say.ratingName}>
          {say.rating(rating.score)}
          {rating.comment && <bdi class="fact-title">{rating.comment}</bdi>}
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Address({ url }: { url: string }) {
  const link = linkOf(url);
  if (!link) return <bdi>{url}</bdi>;
  return (
    <a href={link.href} target="_blank" rel="noopener noreferrer" title={link.href}>
      <bdi>{link.text}</bdi> <Icon path={external} size={12} />
    </a>
  );
}

function Attributes({ visitor }: { visitor: Visitor }) {
  const all = Object.entries(visitor.attributes ?? {});
  if (all.length === 0) return null;
  return (
    <section>
      <h3>{say.attributes}</h3>
      <dl class="facts pairs">
        {all.map(([name, value]) => (
          <div key={name}>
            <dt>
              <bdi>{name}</bdi>
            </dt>
            <dd>
              <bdi>{String(value)}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Earlier({ visitor, here }: { visitor: string; here: string }) {
  const desk = useDesk();
  const found = desk.past.of(visitor).value;
  const ready = desk.snapshot.value.link === 'ready';
  const asked = useRef('');
  useEffect(() => {
    if (!ready || asked.current === here) return;
    asked.current = here;
    void desk.past.visitorMore(visitor, true);
  }, [ready, visitor, here, desk]);
  const others = found?.conversations.filter(({ id }) => id !== here) ?? [];
  return (
    <section>
      <h3>{say.earlier}</h3>
      {others.length > 0 && (
        <ul class="earlier">
          {others.map((copy) => (
            <li key={copy.id}>
              <button type="button" onClick={() => desk.choose(copy.id, 'heading')}>
                <span>{when(copy.started_at, desk.clock.minute.value * 60_000)}</span>
                <span class="hint">
                  {words.conversation.state[copy.state]}
                  {copy.owner && ` · ${words.lists.owner(copy.owner.name, copy.owner.id === desk.me.id)}`}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {found?.state === 'failed' && (
        <p class="hint">
          {say.earlierFailed}{' '}
          <button type="button" class="link" onClick={() => void desk.past.visitorMore(visitor)}>
            {words.conversation.again}
          </button>
        </p>
      )}
      {found?.state === 'there' && others.length === 0 && <p class="hint">{say.noEarlier}</p>}
      {found?.state === 'there' && found.cursor && (
        <button type="button" class="button small plain" onClick={() => void desk.past.visitorMore(visitor)}>
          {words.lists.moreRecent}
        </button>
      )}
    </section>
  );
}
