// Fetches what a log lacks, page by page, and copies that a hello did not bring. One fetch a log at a time; the model
// says whether another is wanted.
import type { Method } from './api.ts';
import { Refusal } from './api.ts';
import type { Action } from './model.ts';
import type { Timers } from './timers.ts';
import type { Fetch } from './wanted.ts';
import type { Methods } from './wire.ts';

interface Line {
  call<M extends Method>(method: M, params: Methods[M]['params']): Promise<Methods[M]['result']>;
}

const retryAfter = 1_000; // where the server names no time
const restAfterNothing = 250;

export class Syncing {
  private readonly busy = new Set<string>();

  constructor(
    private readonly line: Line,
    private readonly timers: Timers,
    private readonly dispatch: (action: Action) => void,
    private readonly again: () => void, // something may be fetched anew
  ) {}

  fetch({ conversation, log, after, epoch }: Fetch): void {
    void this.once(`${log} ${conversation}`, conversation, async () => {
      const page = await this.line.call('conversation.sync', { conversation, log, after, epoch });
      return { type: 'page', conversation, log, page };
    });
  }

  look(conversation: string): void {
    void this.once(`copy ${conversation}`, conversation, async () => {
      const { conversation: copy } = await this.line.call('conversation.get', { conversation });
      return { type: 'copy', copy, opened: false };
    });
  }

  private async once(what: string, conversation: string, ask: () => Promise<Action>): Promise<void> {
    if (this.busy.has(what)) return;
    this.busy.add(what);
    try {
      const next = await ask();
      // What was heard of while an older page was on the way is asked for a little later.
      if (next.type === 'page' && next.page.events.length === 0) await this.rest(restAfterNothing);
      this.busy.delete(what);
      this.dispatch(next);
    } catch (error) {
      // A lost line needs nothing: what is missing is still missing after the next hello.
      if (error instanceof Refusal) await this.afterRefusal(error, conversation);
      this.busy.delete(what);
    }
    this.again();
  }

  private async afterRefusal(error: Refusal, conversation: string): Promise<void> {
    if (error.code === 4503 || error.code === 4229) await this.rest(error.data.retry_after_ms ?? retryAfter);
    else this.dispatch({ type: 'vanished', conversation });
  }

  private rest(ms: number): Promise<void> {
    return new Promise((done) => this.timers.set(done, ms));
  }
}
