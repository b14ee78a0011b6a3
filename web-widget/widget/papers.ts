// Who the visitor is to the server: the token it gave, the identity the site vouched for, the page they are on. A
// refused token or identity is dropped and hello said without it.
import type { ClientOptions } from '../client/client.ts';
import type { Methods } from '../client/wire.ts';
import { wellFormed } from '../look/scalars.ts';
import type { Kept } from './kept.ts';

export type Profile = Omit<Methods['visitor.update']['params'], 'page' | 'identity'>;
export type Page = NonNullable<Methods['visitor.update']['params']['page']>;

export class Papers {
  identity: string | undefined;

  constructor(
    private readonly site: string,
    private readonly kept: Kept,
  ) {}

  get token(): string | undefined {
    return this.kept.get('token');
  }
  set token(token: string | undefined) {
    this.kept.set('token', token);
  }

  hello(): ReturnType<ClientOptions<'visitor'>['hello']> {
    const { site, token, identity } = this;
    return {
      site,
      page: pageNow(),
      locale: navigator.language,
      ...(token && { token }),
      ...(identity && { identity }),
    };
  }

  refused(field: string | undefined): boolean {
    const had = field === 'token' ? this.token : field === 'identity' ? this.identity : undefined;
    if (field === 'token') this.token = undefined;
    if (field === 'identity') this.identity = undefined;
    return had !== undefined;
  }
}

export function pageNow(): Page {
  const short = (text: string, most: number) => wellFormed(text.slice(0, most));
  return {
    url: short(location.href, 2048),
    title: short(document.title, 500),
    referrer: short(document.referrer, 2048),
  };
}

// Calls `moved` a little after the page's address changed without a load: its title often follows only then.
export function onNavigation(moved: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let listening = true;
  const changed = () => {
    clearTimeout(timer);
    if (listening) timer = setTimeout(moved, 300);
  };
  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name];
    history[name] = function (this: History, ...args) {
      original.apply(this, args);
      changed();
    };
  }
  addEventListener('popstate', changed);
  // The patches stay: whoever patched after us holds on to them.
  return () => {
    listening = false;
    clearTimeout(timer);
    removeEventListener('popstate', changed);
  };
}
