// Where in the console one is, as the page's fragment: `#inbox`, `#inbox/ID`, `#board`, `#sales`, `#numbers`,
// `#settings`; `#as=EMAIL` fills the sign-in form. A reload comes back to the same place, and a phone's Back button leads
// from a conversation to its list.
export type View = 'inbox' | 'board' | 'sales' | 'numbers' | 'settings';
const views: readonly string[] = ['inbox', 'board', 'sales', 'numbers', 'settings'] satisfies View[];
const isView = (view: string | undefined): view is View => view !== undefined && views.includes(view);
export interface Place {
  readonly view: View;
  readonly conversation: string | null;
}

export function placeOf(hash: string, otherwise: View): Place {
  const [view, id] = hash.replace(/^#/, '').split('/', 2);
  if (!isView(view)) return { view: otherwise, conversation: null };
  return { view, conversation: view === 'inbox' && id && /^[A-Za-z0-9._~-]+$/.test(id) ? id : null };
}

export function hashOf({ view, conversation }: Place): string {
  return conversation ? `#${view}/${conversation}` : `#${view}`;
}

export function emailOf(hash: string): string | null {
  return new URLSearchParams(hash.replace(/^#/, '')).get('as');
}
