// The cards that ask the visitor: may sales talk to you, and is it solved? Nothing is pressed for them, no answer is
// the louder one, and the composer stays where it is: who would rather write, writes.
import { useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import type { VisitorConversation } from '../client/wire.ts';
import type { Answering } from './answering.ts';
import type { View } from './stage.ts';
import { words } from './words.ts';

interface AskProps {
  view: View;
  answering: Answering;
  refused: boolean;
  now: number; // the server's clock, roughly
}

// The question about a hand-off comes first: it is the newer one where both are open.
export function Ask(props: AskProps) {
  const { copy } = props.view;
  if (copy.state !== 'active') return null;
  if (copy.handoff?.state === 'proposed')
    return <HandoffCard {...props} handoff={copy.handoff} key={copy.handoff.id} />;
  return (
    <>
      {copy.handoff && <LookingCard view={props.view} team={copy.handoff.to_team} />}
      {copy.solved === 'proposed' && <SolvedCard {...props} />}
    </>
  );
}

const day = 86_400_000;

function HandoffCard({ view, answering, refused, now, handoff }: AskProps & { handoff: NonNullable<Copy['handoff']> }) {
  const [later, setLater] = useState(false);
  const { busy, run } = useBusy();
  const answer = (which: 'yes' | 'later' | 'no', due?: number) => run(() => answering.handoff(handoff.id, which, due));
  const { ask } = words;
  return (
    <Card title={ask.title(handoff.to_team)} refused={refused}>
      {handoff.pitch && <blockquote dir="auto">{handoff.pitch}</blockquote>}
      <p>{ask.text(handoff.to_team, view.copy.owner?.name)}</p>
      {later ? (
        <fieldset class="ways" aria-label={ask.when}>
          <legend>{ask.when}</legend>
          <Way busy={busy} label={ask.tomorrow} run={() => answer('later', now + day)} />
          <Way busy={busy} label={ask.nextWeek} run={() => answer('later', now + 7 * day)} />
          <Way busy={busy} label={ask.whenever} run={() => answer('later')} />
          <Way busy={busy} plain label={ask.back} run={() => setLater(false)} />
        </fieldset>
      ) : (
        <div class="ways">
          <Way busy={busy} label={ask.yes} run={() => answer('yes')} />
          <Way busy={busy} label={ask.later} run={() => setLater(true)} />
          <Way busy={busy} label={ask.no} run={() => answer('no')} />
        </div>
      )}
    </Card>
  );
}
type Copy = VisitorConversation;

// Agreed, and nobody of sales has it yet: who is here stays, and says so.
function LookingCard({ view, team }: { view: View; team: string }) {
  const failed = view.log.events.findLast(({ kind }) => kind === 'handoff_failed' || kind === 'handoff_consented');
  const nobody = failed?.kind === 'handoff_failed';
  return (
    <div class="card">
      <h3>
        <span class="pulse" aria-hidden="true" />
        {nobody ? words.ask.nobodyTitle(team) : words.ask.lookingTitle(team)}
      </h3>
      <p>{nobody ? words.ask.nobody(view.copy.owner?.name) : words.ask.looking(view.copy.owner?.name)}</p>
    </div>
  );
}

function SolvedCard({ view, answering, refused }: AskProps) {
  const { busy, run } = useBusy();
  return (
    <Card title={words.ask.solvedTitle} refused={refused}>
      <p>{words.ask.solvedText(view.copy.owner?.name)}</p>
      <div class="ways">
        <Way busy={busy} label={words.ask.solvedYes} run={() => run(() => answering.solved(true))} />
        <Way busy={busy} label={words.ask.solvedNo} run={() => run(() => answering.solved(false))} />
      </div>
    </Card>
  );
}

// One call at a time; its buttons rest meanwhile.
export function useBusy() {
  const [busy, setBusy] = useState(false);
  const run = (work: () => Promise<unknown>) => {
    setBusy(true);
    work().finally(() => setBusy(false));
  };
  return { busy, run };
}

interface WayProps {
  label: string;
  busy: boolean;
  plain?: boolean;
  run(): void;
}

// Resting buttons keep the focus: a disabled one would drop it.
function Way({ label, busy, plain, run }: WayProps) {
  return (
    <button
      type="button"
      class={`button small ${plain ? 'plain' : ''}`}
      aria-disabled={busy}
      onClick={() => busy || run()}
    >
      {label}
    </button>
  );
}

function Card({ title, refused, children }: { title: string; refused: boolean; children: ComponentChildren }) {
  return (
    <section class="card ask" aria-label={title}>
      <h3>{title}</h3>
      {children}
      {refused && (
        <p class="fault" role="status">
          {words.ask.refused}
        </p>
      )}
    </section>
  );
}
