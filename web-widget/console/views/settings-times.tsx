// What holds for the whole site: its durations, its name and the pages that may connect.
import { linesOf, secondsOf, secondsText } from '../settings-draft.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';
import { Text, Typed, Whole } from './settings-field.tsx';
import { Lasts } from './settings-lasts.tsx';

const say = words.settings;
type Name = keyof typeof say.lasts;
const groups: [keyof typeof say.groups, Name[]][] = [
  [
    'giving',
    ['offer_ms', 'sales_offer_ms', 'first_reply_ms', 'declined_for_ms', 'owner_grace_ms', 'preferred_patience_ms'],
  ],
  ['ending', ['idle_warn_ms', 'idle_close_ms', 'reopen_window_ms', 'seal_after_ms']],
  ['visitors', ['visitor_away_ms', 'visitor_recovery_ms', 'recovery_due_ms']],
];

export function Times() {
  const editor = useDesk().settings;
  const timing = editor.draft.value?.timing;
  if (!timing) return null;
  return (
    <section aria-labelledby="set-times">
      <h3 id="set-times">{say.timing}</h3>
      {groups.map(([group, names]) => (
        <fieldset class="set-part" key={group}>
          <legend>{say.groups[group]}</legend>
          <div class="set-grid">
            {names.map((name) => (
              <Lasts
                key={name}
                label={say.lasts[name][0]}
                field={`timing.${name}`}
                hint={say.lasts[name][1]}
                value={timing[name]}
                onChange={(ms) => editor.change(() => void (timing[name] = ms), `timing.${name}`)}
              />
            ))}
            {group === 'giving' && (
              <>
                <Whole
                  label={say.missedOffers}
                  field="timing.missed_offers"
                  hint={say.missedOffersHint}
                  value={timing.missed_offers}
                  onChange={(n) => editor.change(() => void (timing.missed_offers = n), 'timing.missed_offers')}
                />
                <Typed
                  label={say.relax}
                  field="timing.relax_skills_ms"
                  hint={say.relaxHint}
                  whole
                  value={timing.relax_skills_ms}
                  textOf={secondsText}
                  readOf={secondsOf}
                  onChange={(ms) => editor.change(() => void (timing.relax_skills_ms = ms), 'timing.relax_skills_ms')}
                />
              </>
            )}
          </div>
        </fieldset>
      ))}
    </section>
  );
}

export function SiteFields() {
  const editor = useDesk().settings;
  const settings = editor.draft.value;
  if (!settings) return null;
  return (
    <section aria-labelledby="set-site">
      <h3 id="set-site">{say.site}</h3>
      <div class="set-part set-grid">
        <Text
          label={say.siteName}
          field="name"
          value={settings.name}
          onChange={(name) => editor.change((draft) => void (draft.name = name), 'name')}
        />
        <Whole
          label={say.defaultCapacity}
          field="default_capacity"
          hint={say.defaultCapacityHint}
          value={settings.default_capacity}
          onChange={(n) => editor.change((draft) => void (draft.default_capacity = n), 'default_capacity')}
        />
        <Typed
          label={say.origins}
          field="origins"
          hint={say.originsHint}
          whole
          lines={4}
          value={settings.origins}
          textOf={(all) => all.join('\n')}
          readOf={linesOf}
          onChange={(all) => editor.change((draft) => void (draft.origins = all), 'origins')}
        />
        <p class="hint set-across">{say.identity[settings.identity ? 'true' : 'false']}</p>
      </div>
    </section>
  );
}
