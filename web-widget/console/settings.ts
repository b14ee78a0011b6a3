// The site's settings while an admin changes them: what the server has, the draft, what is wrong with it, and where the
// conversations of a department go that is taken out. Lives as long as the desk, so that a look elsewhere costs nothing.
import { signal } from '@preact/signals';
import { type Client, Refusal } from '../client/api.ts';
import type { Settings, SettingsDepartment } from '../client/wire.ts';
import { problemText } from './refusals.ts';
import { type Conflict, idOf, merged, type Problem, same, spelled, unfilled } from './settings-draft.ts';
import { words } from './words.ts';

const say = words.settings;

export interface Stranded {
  readonly department: string;
  readonly conversations: number;
}
export interface Move {
  readonly from: string;
  readonly to: string;
}
export type Outcome =
  | { readonly kind: 'saved'; readonly moved: number }
  | { readonly kind: 'wrong' } // `problems` say it
  | { readonly kind: 'outdated' } // somebody else changed them meanwhile
  | { readonly kind: 'merged' } // theirs are taken in
  | { readonly kind: 'failed'; readonly text: string };

export class SettingsEditor {
  readonly state = signal<'loading' | 'there' | 'failed'>('loading');
  readonly why = signal(''); // it failed
  readonly draft = signal<Settings | null>(null); // its parts are changed in place: only through `change`
  readonly problems = signal<readonly Problem[]>([]);
  readonly both = signal<readonly Conflict[]>([]); // what somebody else changed too
  readonly stranded = signal<readonly Stranded[]>([]); // asked: where to?
  readonly outcome = signal<Outcome | null>(null);
  readonly saving = signal(false);
  private base: Settings | null = null;
  private version = 0;
  private readonly keys = new WeakMap<SettingsDepartment, string>();
  private nextKey = 0;

  constructor(private readonly client: Pick<Client<'staff'>, 'call'>) {}

  get dirty(): boolean {
    return this.base !== null && !same(this.base, this.draft.value);
  }

  // A department that the server has keeps its id.
  stored(id: string): boolean {
    return this.base?.departments.some((d) => d.id === id) ?? false;
  }

  // As the server knows it.
  nameOf(id: string): string {
    return this.base?.departments.find((d) => d.id === id)?.name ?? id;
  }

  // The same for the same department, wherever in the list it goes and however it is called.
  keyOf(department: SettingsDepartment): string {
    if (this.stored(department.id)) return department.id;
    const known = this.keys.get(department) ?? `new ${this.nextKey++}`;
    this.keys.set(department, known);
    return known;
  }

  // Of a new department; ladders that lead there still do.
  callIt(department: SettingsDepartment, id: string, field: string): void {
    this.change(({ departments }) => {
      for (const { ladder } of departments) for (const rung of ladder) if (rung.to === department.id) rung.to = id;
      department.id = id;
    }, field);
  }

  // Unless something is being changed.
  async open(): Promise<void> {
    if (this.dirty) return;
    this.outcome.value = null;
    await this.load();
  }

  async load(): Promise<void> {
    try {
      const { settings, version } = await this.client.call('settings.get', {});
      const { base } = this;
      const draft = this.draft.peek();
      // What was typed while it was asked for stays.
      this.begin(settings, version, base && draft ? merged(base, draft, settings).settings : settings);
    } catch (error) {
      if (this.base) return;
      this.why.value = problemText(error);
      this.state.value = 'failed';
    }
  }

  private begin(base: Settings, version: number, draft: Settings): void {
    this.base = base;
    this.version = version;
    this.draft.value = structuredClone(draft);
    this.problems.value = [];
    this.both.value = [];
    this.state.value = 'there';
  }

  // `field`: what was said of it is settled. None: parts were added or taken out, and paths mean others now.
  change(how: (draft: Settings) => void, field?: string): void {
    const draft = this.draft.peek();
    if (!draft) return;
    how(draft);
    this.draft.value = { ...draft };
    const stays = (one: { field: string }) =>
      field !== undefined && one.field !== field && !one.field.startsWith(`${field}[`);
    this.problems.value = this.problems.peek().filter(stays);
    this.both.value = this.both.peek().filter(stays);
    if (this.outcome.peek()?.kind !== 'outdated') this.outcome.value = null;
  }

  addDepartment(): SettingsDepartment {
    const taken = this.draft.peek()?.departments.map(({ id }) => id) ?? [];
    const added: SettingsDepartment = {
      id: idOf(say.newDepartment, taken),
      name: '',
      kind: 'care',
      assign: 'auto',
      queue_limit: 200,
      ladder: [],
    };
    this.change(({ departments }) => departments.push(added));
    return added;
  }

  discard(): void {
    if (this.base) this.begin(this.base, this.version, this.base);
    this.stranded.value = [];
    this.outcome.value = null;
    void this.load();
  }

  // Somebody else's changes and mine.
  async takeIn(): Promise<void> {
    const [base, draft] = [this.base, this.draft.peek()];
    if (!base || !draft) return;
    try {
      const { settings, version } = await this.client.call('settings.get', {});
      const { settings: next, both } = merged(base, draft, settings);
      this.begin(settings, version, next);
      this.both.value = both;
      this.outcome.value = { kind: 'merged' };
    } catch (error) {
      this.outcome.value = { kind: 'failed', text: problemText(error) };
    }
  }

  async save(moves: readonly Move[] = []): Promise<void> {
    const draft = this.draft.peek();
    if (!draft || this.saving.peek()) return;
    const settings = structuredClone(draft);
    const gaps = unfilled(settings);
    if (gaps.length > 0) return this.wrong(gaps.map((field) => ({ field, message: say.noNumber })));
    this.saving.value = true;
    try {
      const { moved, version } = await this.client.call('settings.set', {
        settings,
        version: this.version,
        ...(moves.length > 0 && { moves: [...moves] }),
      });
      this.stranded.value = [];
      this.base = settings; // should reading them again fail
      this.version = version;
      await this.load();
      this.outcome.value = { kind: 'saved', moved };
    } catch (error) {
      this.refused(error);
    } finally {
      this.saving.value = false;
    }
  }

  private wrong(problems: readonly Problem[]): void {
    this.stranded.value = [];
    this.problems.value = problems;
    this.outcome.value = { kind: 'wrong' };
  }

  private refused(error: unknown): void {
    const { code, data } = error instanceof Refusal ? error : { code: 0, data: undefined };
    if (code === -32602) {
      const all = data?.problems ?? [{ field: data?.field ?? '', message: (error as Refusal).message }];
      return this.wrong(all.map(({ field, message }) => ({ field: spelled(field), message })));
    }
    if (code === 4209 && data?.why === 'stranded') {
      this.outcome.value = null;
      this.stranded.value = data.stranded ?? [];
      return;
    }
    this.stranded.value = [];
    if (code === 4209 && data?.why === 'version') this.outcome.value = { kind: 'outdated' };
    else this.outcome.value = { kind: 'failed', text: data?.why === 'busy' ? say.busy : problemText(error) };
  }
}
