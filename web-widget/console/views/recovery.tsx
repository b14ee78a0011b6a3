// A conversation that is still owed an answer, as work: until when, how to reach whoever wrote, and the two ways out of
// the list: somebody takes it and answers, or a supervisor dismisses it with a reason.
import type { ConversationView } from '../../client/api.ts';
import { alert, clock } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import { waited, when } from '../ages.ts';
import type { May } from '../may.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';
import { CopyButton, ReplyButton } from './copying.tsx';

const say = words.recovery;

export function Recovery({ view, may }: { view: ConversationView<'staff'>; may: May }) {
  const desk = useDesk();
  const { id, copy } = view;
  const summary = desk.listed.value.summaries.get(id);
  const name = summary?.contact?.name ?? copy.visitor.name;
  const email = summary?.contact?.email ?? copy.visitor.email;
  return (
    <section class="recovery" aria-label={say.label}>
      <Due due={summary?.due} />
      <p class="hint">{email ? say.lead : say.unreachable}</p>
      <dl>
        {name && <Reach what={say.name} text={name} copy={say.copyName} />}
        {email && <Reach what={say.email} text={email} copy={say.copyEmail} />}
        <div>
          <dt>{say.came}</dt>
          <dd>{when(copy.started_at, desk.clock.minute.value * 60_000)}</dd>
        </div>
      </dl>
      <div class="recovery-ways">
        {email && <ReplyButton view={view} />}
        {may.dismiss && (
          <button
            type="button"
            class="button small plain"
            onClick={() => desk.staffing.ask({ kind: 'force', conversation: id, what: 'dismiss' })}
          >
            {say.dismiss}
          </button>
        )}
      </div>
    </section>
  );
}

function Due({ due }: { due: number | undefined }) {
  const desk = useDesk();
  const now = desk.clock.now.value;
  const over = due !== undefined && due < now;
  return (
    <p class="recovery-due" data-over={over}>
      <Icon path={over ? alert : clock} size={15} />
      {due === undefined ? say.noDue : over ? say.overdue(waited(now - due)) : say.due(when(due, now))}
    </p>
  );
}

function Reach({ what, text, copy }: { what: string; text: string; copy: string }) {
  return (
    <div>
      <dt>{what}</dt>
      <dd>
        <bdi>{text}</bdi> <CopyButton text={text} label={copy} bare />
      </dd>
    </div>
  );
}
