// Bring in sales: what the customer will be asked, whom of sales, and the brief. Or the customer asked themselves: then
// with which message, and nobody asks them again. What stands in the way is said before it is refused.
import { useState } from 'preact/hooks';
import type { ConversationView } from '../../client/api.ts';
import type { Opportunity } from '../../client/wire.ts';
import { words as theirWords } from '../../widget/words.ts';
import { briefOf, briefToSend, lifted, mayOverride, needsWish, objectionsOf, shortened, wishesOf } from '../handoff.ts';
import { type To, salesTeams } from '../targets.ts';
import { words } from '../words.ts';
import { Field, Text, textProblem, useForm } from './asked.tsx';
import { type BriefProblems, BriefFields, briefProblems } from './brief-fields.tsx';
import { useDesk } from './context.ts';
import { Objections } from './objections.tsx';
import { Cancel, Sheet } from './sheet.tsx';
import { Targets } from './targets.tsx';
import { Told } from './told.tsx';

const say = words.propose;
const most = 4000; // characters of pitch and reason

interface ProposeProps {
  view: ConversationView<'staff'>;
  opportunity: Opportunity;
  asked: boolean;
  onClose(): void;
}

export function ProposeDialog({ view, opportunity, asked: begin, onClose }: ProposeProps) {
  const desk = useDesk();
  const { selling, staffing } = desk;
  const teams = salesTeams(desk.snapshot.value.desk?.departments ?? []);
  const wishes = wishesOf(view);
  const onlyWish = needsWish(opportunity);
  const [asked, setAsked] = useState(begin || onlyWish);
  const [wish, setWish] = useState(wishes[0]?.seq);
  const [pitch, setPitch] = useState(opportunity.handoff?.pitch ?? '');
  const [to, setTo] = useState<To | null>(teams[0] ? { department: teams[0].id } : null);
  const [brief, setBrief] = useState(() => briefOf(view, opportunity));
  const [override, setOverride] = useState(false);
  const [reason, setReason] = useState('');

  const learnt = selling.learnt.value.get(view.id);
  const found = objectionsOf(view, learnt);
  const canOverride = desk.may(view).override && mayOverride(found, learnt);
  const overriding = canOverride && override;
  const inTheWay = lifted(found, asked, overriding, learnt);

  const ofBrief = briefProblems(brief);
  const problems = {
    wish: asked && wish === undefined ? say.askedNone : null,
    pitch: asked ? null : textProblem(pitch, most, false),
    reason: overriding ? textProblem(reason, most, true) : null,
  };
  const { form, tried, submit, told } = useForm([...Object.values(problems), ...Object.values(ofBrief)]);
  const team = theirTeam(to);
  // The customer reads the name of the department, whoever of it is asked.
  function theirTeam(target: To | null): string {
    const department =
      target?.department ??
      staffing.colleagues.of(target?.staff ?? '')?.departments.find((id) => teams.some((one) => one.id === id));
    return desk.department(department ?? teams[0]?.id ?? '') || words.nav.sales;
  }
  const send = async (target: To | null) => {
    if (!target) return;
    const done = await selling.propose({
      conversation: view.id,
      opportunity: opportunity.id,
      brief: briefToSend(brief),
      to: target.staff !== undefined ? { staff: target.staff } : { department: target.department },
      ...(!asked && pitch.trim() && { pitch: pitch.trim() }),
      ...(asked && wish !== undefined && { customer_asked: { seq: wish } }),
      ...(overriding && { override: { reason: reason.trim() } }),
    });
    if (done) staffing.closed(view.id);
  };
  const problemOf = (key: keyof BriefProblems) => (tried && ofBrief[key]) || told(`brief.${key}`);
  const name = desk.nameOf(view.copy.visitor);
  return (
    <Sheet heading={say.heading(name)} onClose={onClose}>
      <form ref={form} class="ask" noValidate onSubmit={submit(() => void send(to))}>
        {inTheWay.length > 0 && <Objections view={view} found={inTheWay} />}
        <label class="ask-check">
          <input
            type="checkbox"
            checked={asked}
            disabled={onlyWish}
            onChange={(event) => setAsked(event.currentTarget.checked)}
          />
          <span>
            {say.asked}
            <span class="hint">{say.askedHint}</span>
          </span>
        </label>
        {asked ? (
          <Field label={say.askedWhich} problem={(tried && problems.wish) || told('customer_asked')}>
            {(about) =>
              wishes.length > 0 ? (
                <select
                  {...about}
                  class="field"
                  value={wish}
                  onChange={(event) => setWish(Number(event.currentTarget.value))}
                >
                  {wishes.map(({ seq, text }) => (
                    <option key={seq} value={seq}>
                      {shortened(text, 80)}
                    </option>
                  ))}
                </select>
              ) : (
                <input {...about} class="field" disabled value={say.askedNone} />
              )
            }
          </Field>
        ) : (
          <>
            <Text
              label={say.pitch}
              value={pitch}
              onValue={setPitch}
              most={most}
              lines={2}
              placeholder={say.pitchHint}
              problem={(tried && problems.pitch) || told('pitch')}
            />
            <Preview team={team} who={view.copy.owner?.name} pitch={pitch.trim()} />
          </>
        )}
        {teams.length > 0 ? (
          <Targets view={view} selling chosen={to} onChoose={setTo} />
        ) : (
          <p class="hint">{say.noSales}</p>
        )}
        <fieldset class="ask-group">
          <legend>{say.brief}</legend>
          <p class="hint">{say.briefHint}</p>
          <BriefFields brief={brief} problemOf={problemOf} onBrief={setBrief} />
        </fieldset>
        {canOverride && (
          <label class="ask-check">
            <input type="checkbox" checked={override} onChange={(event) => setOverride(event.currentTarget.checked)} />
            <span>
              {say.override}
              <span class="hint">{words.guard.overridable}</span>
            </span>
          </label>
        )}
        {overriding && (
          <Text
            label={say.overrideReason}
            value={reason}
            onValue={setReason}
            most={most}
            lines={2}
            problem={(tried && problems.reason) || told('override')}
          />
        )}
        <Told fields={['customer_asked', 'pitch', 'override', 'brief']} onChoice={(target) => void send(target)} />
        <div class="ask-ways stays">
          <Cancel />
          <button type="submit" class="button primary" disabled={selling.busy.value || teams.length === 0}>
            {asked ? say.doAsked : say.doIt}
          </button>
        </div>
      </form>
    </Sheet>
  );
}

// In the very words of the widget.
function Preview({ team, who, pitch }: { team: string; who: string | undefined; pitch: string }) {
  const { ask } = theirWords;
  return (
    <figure class="ask-preview">
      <figcaption>{say.preview}</figcaption>
      <strong>{ask.title(team)}</strong>
      {pitch && (
        <blockquote>
          <bdi>{pitch}</bdi>
        </blockquote>
      )}
      <p>{ask.text(team, who)}</p>
      <p class="ask-answers">
        <span>{ask.yes}</span>
        <span>{ask.later}</span>
        <span>{ask.no}</span>
      </p>
    </figure>
  );
}
