// Somebody who asks the server itself, over a supervisor's own connection, how a conversation stands: whose it is, and
// whose it was from the beginning. What the screens say is held against it.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Agent } from './people.ts';
import { until } from './server.ts';

interface Copy {
  id: string;
  state: string;
  solved: string;
  owner: { id: string; name: string } | null;
  pending?: { kind: string };
  opportunity: { state: string; owner?: { name: string } } | null;
}
interface Told {
  copy: Copy | null;
  trail: string[];
}

export class Witness {
  private constructor(private readonly page: Page) {}

  // In a page of the supervisor's console, whose session it shares.
  static async of(supervisor: Agent): Promise<Witness> {
    const { page } = supervisor;
    await page.evaluate(() => {
      const told: Told = { copy: null, trail: [] };
      Object.assign(window, { witness: told });
      const socket = new WebSocket(`ws://${location.host}/v1/ws`, 'baton.v1');
      const call = (method: string, params: object) =>
        socket.send(JSON.stringify({ jsonrpc: '2.0', id: method, method, params }));
      const again = () => {
        if (told.copy) call('conversation.get', { conversation: told.copy.id });
        else call('conversation.list', {});
      };
      socket.onopen = () => call('hello', { role: 'staff' });
      socket.onmessage = ({ data }) => {
        const { id, result } = JSON.parse(data);
        if (id === undefined) return;
        const copy: Copy | undefined = id === 'conversation.list' ? result?.conversations[0] : result?.conversation;
        if (copy) {
          told.copy = copy;
          const now = `${copy.state}: ${copy.owner?.name ?? 'nobody'}`;
          if (told.trail.at(-1) !== now) told.trail.push(now);
        }
        setTimeout(again, 100); // the next look
      };
    });
    return new Witness(page);
  }

  // The newest conversation.
  async copy(): Promise<Copy> {
    return until('the witness knows of a conversation', () =>
      this.page.evaluate(() => (window as unknown as { witness: Told }).witness.copy),
    );
  }

  // Whose it was from the beginning, each step once: `active: Ana`, `queued: nobody`.
  trail(): Promise<string[]> {
    return this.page.evaluate(() => (window as unknown as { witness: Told }).witness.trail);
  }

  // It is this person's, by the server and by the consoles of all: hers says so, and no other's.
  async belongsTo(owner: Agent | null, consoles: Agent[]): Promise<void> {
    await until(`it is ${owner?.name ?? 'nobody'}'s`, async () => (await this.copy()).owner?.name === owner?.name);
    for (const one of consoles) {
      if (!one.connected) continue;
      await until(`${one.name}'s console says ${one === owner ? 'it is theirs' : 'it is not theirs'}`, async () => {
        return (await one.conversation.getByText('with you', { exact: true }).isVisible()) === (one === owner);
      });
    }
    await this.oneOwner();
  }

  // Never two, and never none while somebody talks: an active conversation had an owner at each look.
  async oneOwner(): Promise<void> {
    for (const step of await this.trail())
      expect(step).toMatch(/^(active: (?!nobody)|(queued|offered|closed|missed): )/);
  }
}
