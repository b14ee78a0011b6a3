// Which key does what. Matched by the key's place on the keyboard (`code`), so that every layout has them in the same
// place; a letter alone works outside fields only, and can be turned off (WCAG 2.1.4).
export type Action =
  | 'next'
  | 'previous'
  | 'reply'
  | 'note'
  | 'take'
  | 'close'
  | 'transfer'
  | 'accept'
  | 'decline'
  | 'solved'
  | 'flag'
  | 'sell'
  | 'suggestYes'
  | 'suggestNo'
  | 'help';

const withAlt: Readonly<Record<string, Action>> = {
  KeyJ: 'next',
  KeyK: 'previous',
  KeyL: 'reply',
  KeyP: 'note',
  KeyT: 'take',
  KeyE: 'close',
  KeyR: 'transfer',
  KeyA: 'accept',
  KeyD: 'decline',
  KeyM: 'solved',
  KeyO: 'flag',
  KeyH: 'sell',
  KeyS: 'suggestYes',
  KeyX: 'suggestNo',
};
// Outside fields; they do nothing where nothing is suggested.
const alone: Readonly<Record<string, Action>> = { KeyS: 'suggestYes', KeyX: 'suggestNo' };

export interface Press {
  readonly code: string;
  readonly key: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly isComposing?: boolean;
}

export function actionOf(press: Press, inField: boolean, singles: boolean): Action | null {
  if (press.isComposing || press.ctrlKey || press.metaKey) return null; // AltGr is Ctrl and Alt
  if (press.altKey) return press.shiftKey ? null : (withAlt[press.code] ?? null);
  if (!singles || inField) return null;
  if (press.key === '?') return 'help';
  return press.shiftKey ? null : (alone[press.code] ?? null);
}

// Whether what is typed goes into it.
export function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
}
