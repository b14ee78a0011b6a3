// Signing in and out, over HTTP. The cookie that signing in sets is shared by all tabs of a browser; so that two people
// can work in two tabs, the tab that was signed in by its form keeps its own token, and says hello with that. A tab
// without one goes by the cookie, and is whoever signed in last in this browser.
import type { HttpSessionAnswer } from '../client/wire.ts';

type Ask = (path: string, init?: RequestInit) => Promise<Response>;
type Kept = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
export interface World {
  ask: Ask;
  tab: Kept; // lives as long as the tab, over reloads
}

export type SignInProblem =
  | { kind: 'wrong' | 'unreachable' | 'unavailable' }
  | { kind: 'too_many'; seconds: number }
  | { kind: 'odd'; status: number };
export interface DemoAccount {
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly password: string;
}

const tokenKey = 'baton.console.token';
const json = { 'Content-Type': 'application/json' };

export class Session {
  constructor(private readonly world: World) {}

  get token(): string | null {
    return attempt(() => this.world.tab.getItem(tokenKey), null);
  }

  async signIn(email: string, password: string): Promise<SignInProblem | null> {
    let answer: Response;
    try {
      const body = JSON.stringify({ email, password });
      answer = await this.world.ask('/api/v1/sessions', { method: 'POST', headers: json, body });
    } catch {
      return { kind: 'unreachable' };
    }
    if (answer.status !== 201) return problemOf(answer.status, answer.headers.get('Retry-After'));
    const { token } = (await answer.json()) as HttpSessionAnswer;
    attempt(() => this.world.tab.setItem(tokenKey, token), undefined);
    return null;
  }

  // The token was refused or its session ended.
  forget(): void {
    attempt(() => this.world.tab.removeItem(tokenKey), undefined);
  }

  async signOut(): Promise<void> {
    const { token } = this;
    this.forget();
    const headers: HeadersInit = token ? { Authorization: `Bearer ${token}` } : {};
    await this.world.ask('/api/v1/sessions', { method: 'DELETE', headers }).catch(() => {});
  }

  async transcript(conversation: string): Promise<Blob> {
    const { token } = this;
    const headers: HeadersInit = token ? { Authorization: `Bearer ${token}` } : {};
    const path = `/api/v1/conversations/${encodeURIComponent(conversation)}/transcript?format=text`;
    const answer = await this.world.ask(path, { headers });
    if (!answer.ok) throw new Error(`the transcript was answered with ${answer.status}`);
    return answer.blob();
  }

  // The ledger of a period, whole: the server gives long ones in several answers, each naming the next one.
  async ledger(format: 'csv' | 'ndjson', from: number, to: number): Promise<Blob> {
    const { token } = this;
    const headers: HeadersInit = token ? { Authorization: `Bearer ${token}` } : {};
    const parts: Blob[] = [];
    let path: string | null = `/api/v1/ledger?format=${format}&from=${from}&to=${to}`;
    while (path !== null) {
      const answer = await this.world.ask(path, { headers });
      if (!answer.ok) throw new Error(`the ledger was answered with ${answer.status}`);
      parts.push(await answer.blob());
      path = nextOf(answer.headers.get('Link'));
    }
    return new Blob(parts, { type: format === 'csv' ? 'text/csv' : 'application/x-ndjson' });
  }

  // Only a demo names its accounts.
  async demoAccounts(): Promise<readonly DemoAccount[]> {
    try {
      const answer = await this.world.ask('/console/demo.json');
      const { accounts } = answer.ok ? await answer.json() : { accounts: [] };
      return Array.isArray(accounts) ? accounts : [];
    } catch {
      return [];
    }
  }
}

export function problemOf(status: number, retryAfter: string | null): SignInProblem {
  if (status === 400 || status === 401 || status === 413) return { kind: 'wrong' };
  if (status === 429) return { kind: 'too_many', seconds: Math.max(1, Number(retryAfter) || 60) };
  if (status >= 502 && status <= 504) return { kind: 'unavailable' };
  return { kind: 'odd', status };
}

// `</api/v1/ledger?…>; rel="next"`: only on this server, because the token goes with it.
function nextOf(link: string | null): string | null {
  return /<(\/api\/v1\/ledger\?[^>]*)>\s*;\s*rel="?next"?/.exec(link ?? '')?.[1] ?? null;
}

// Storage may be forbidden: then a reload asks to sign in again.
function attempt<T>(work: () => T, otherwise: T): T {
  try {
    return work();
  } catch {
    return otherwise;
  }
}
