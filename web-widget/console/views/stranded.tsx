// A department is taken out that conversations still need: asks where they go, and saves with that.
import { useState } from 'preact/hooks';
import type { Stranded as One } from '../settings.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';
import { Cancel, Sheet } from './sheet.tsx';

const say = words.settings;

export function Stranded({ stranded }: { stranded: readonly One[] }) {
  const desk = useDesk();
  const editor = desk.settings;
  const stay = editor.draft.value?.departments ?? [];
  const [chosen, choose] = useState<Record<string, string>>({});
  const to = (from: string) => chosen[from] ?? stay[0]?.id ?? '';
  return (
    <Sheet
      heading={say.strandedHeading}
      onClose={() => {
        editor.stranded.value = [];
      }}
    >
      <form
        class="ask"
        onSubmit={(event) => {
          event.preventDefault();
          void editor.save(stranded.map(({ department }) => ({ from: department, to: to(department) })));
        }}
      >
        <p class="ask-lead">{say.strandedLead}</p>
        {stranded.map(({ department, conversations }) => (
          <div class="ask-field" key={department}>
            <p id={`stranded-${department}`}>{say.stranded(editor.nameOf(department), conversations)}</p>
            <select
              class="field"
              aria-label={say.to(editor.nameOf(department))}
              aria-describedby={`stranded-${department}`}
              value={to(department)}
              onChange={(event) => choose({ ...chosen, [department]: event.currentTarget.value })}
            >
              {stay.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </div>
        ))}
        <div class="ask-ways">
          <Cancel />
          <button type="submit" class="button primary">
            {editor.saving.value ? say.saving : say.moveAndSave}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
