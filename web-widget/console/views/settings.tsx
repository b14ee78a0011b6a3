// The admin's screen of the site's settings. Nothing takes effect before it is saved; what is refused stands at its
// field, what somebody else changed meanwhile is told, and what was typed stays until it is discarded.
import { useEffect, useRef } from 'preact/hooks';
import { alert, done } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import { words } from '../words.ts';
import { useDesk } from './context.ts';
import { Departments } from './settings-departments.tsx';
import { SiteFields, Times } from './settings-times.tsx';
import { Stranded } from './stranded.tsx';

const say = words.settings;
const shownBelow = /^(name|origins|default_capacity|timing|departments)\b/;

export function Settings() {
  const editor = useDesk().settings;
  const state = editor.state.value;
  useEffect(() => void editor.open(), [editor]);
  useEffect(() => {
    const asked = (event: BeforeUnloadEvent) => editor.dirty && event.preventDefault();
    window.addEventListener('beforeunload', asked);
    return () => window.removeEventListener('beforeunload', asked);
  }, [editor]);
  return (
    <section class="column settings" aria-labelledby="settings-heading">
      {state === 'there' && editor.draft.value ? (
        <Form />
      ) : (
        <>
          <header class="column-head">
            <h2 id="settings-heading">{say.heading}</h2>
          </header>
          <div class="blank">
            <Icon path={alert} size={26} />
            <h3>{state === 'failed' ? say.failed : say.loading}</h3>
            {state === 'failed' && (
              <>
                <p>{editor.why.value}</p>
                <button type="button" class="button" onClick={() => void editor.open()}>
                  {say.again}
                </button>
              </>
            )}
          </div>
        </>
      )}
      {editor.stranded.value.length > 0 && <Stranded stranded={editor.stranded.value} />}
    </section>
  );
}

function Form() {
  const editor = useDesk().settings;
  const form = useRef<HTMLFormElement>(null);
  const save = useRef<HTMLButtonElement>(null);
  const outcome = editor.outcome.value;
  void editor.draft.value;
  const { dirty } = editor;
  useEffect(() => {
    const find = (what: string) => form.current?.querySelector<HTMLElement>(what);
    if (outcome?.kind === 'wrong') (find('[aria-invalid="true"]') ?? find('.set-said'))?.focus();
    else if (document.activeElement === document.body) save.current?.focus();
  }, [outcome]);
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void editor.save();
      }}
    >
      <header class="column-head">
        <h2 id="settings-heading">{say.heading}</h2>
        <span class="set-ways">
          <span class="hint">{dirty ? say.dirty : say.clean}</span>
          {dirty && (
            <button
              type="button"
              class="button"
              onClick={() => {
                save.current?.focus(); // this button goes away
                editor.discard();
              }}
            >
              {say.discard}
            </button>
          )}
          <button type="submit" class="button primary" ref={save}>
            {editor.saving.value ? say.saving : say.save}
          </button>
        </span>
      </header>
      <Said />
      <div class="settings-body">
        <Departments />
        <Times />
        <SiteFields />
      </div>
    </form>
  );
}

function Said() {
  const editor = useDesk().settings;
  const outcome = editor.outcome.value;
  const problems = editor.problems.value;
  const others = problems.filter(({ field }) => !shownBelow.test(field));
  const text = {
    saved: () => outcome?.kind === 'saved' && say.saved(outcome.moved),
    wrong: () => say.wrong(problems.length),
    outdated: () => say.outdated,
    merged: () => say.merged,
    failed: () => outcome?.kind === 'failed' && outcome.text,
  };
  const good = outcome?.kind === 'saved' || outcome?.kind === 'merged';
  return (
    <div class="set-said" role="status" tabIndex={-1}>
      {outcome && (
        <div class="notice" data-tone={good ? 'good' : outcome.kind === 'outdated' ? 'warn' : 'danger'}>
          <Icon path={good ? done : alert} size={16} />
          <span>
            {text[outcome.kind]()} {others.map(({ message }) => message).join(' ')}
          </span>
          {outcome.kind === 'outdated' && (
            <button type="button" class="button small" onClick={() => void editor.takeIn()}>
              {say.takeIn}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
