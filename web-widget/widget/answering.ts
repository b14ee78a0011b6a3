// What a visitor answers with a button: the question of a hand-off, whether it is solved, how it was, and a complaint.
// Each is one call under one `cid`, repeated until its outcome is known. What the server refuses is said in words; what
// it took shows in the conversation itself.
import { type ReadonlySignal, type Signal, signal } from '@preact/signals-core';
import type { ActMethod, Client } from '../client/api.ts';
import type { Methods } from '../client/wire.ts';
import type { View } from './stage.ts';

export type Answer = Methods['handoff.answer']['params']['answer'];

export class Answering {
  // A question is open no more, or the like: until something else is pressed.
  readonly refused: Signal<boolean> = signal(false);

  constructor(
    private readonly client: Client<'visitor'>,
    private readonly view: ReadonlySignal<View | undefined>,
  ) {}

  // `due`: of a "later", on the server's clock.
  handoff(handoff: string, answer: Answer, due?: number): Promise<boolean> {
    return this.act('handoff.answer', { handoff, answer, ...(due === undefined ? {} : { due }) });
  }

  solved(solved: boolean): Promise<boolean> {
    return this.act('conversation.solve', { solved });
  }

  rate(score: number, comment: string): Promise<boolean> {
    return this.act('conversation.rate', { score, ...(comment ? { comment } : {}) });
  }

  complain(text: string): Promise<boolean> {
    return this.act('conversation.complaint', { open: true, text });
  }

  private async act<M extends ActMethod>(method: M, params: object): Promise<boolean> {
    const view = this.view.value;
    if (!view) return false;
    this.refused.value = false;
    try {
      await this.client.act(method, { conversation: view.id, ...params } as never);
      return true;
    } catch {
      this.refused.value = true;
      return false;
    }
  }
}
