// A reply to be sent by mail from somewhere else, while Baton itself sends none: addressed and signed, with what was
// drafted between. Pure, and the way to the clipboard.
import { words } from './words.ts';

export function replyText(customer: string | undefined, draft: string, me: string): string {
  const { greeting, signed } = words.recovery;
  return `${greeting(customer?.trim() ?? '')}\n\n${draft.trim()}\n\n${signed(me)}\n`;
}

// A page that came over plain http has no clipboard of its own: there the old way does.
export async function copyText(text: string): Promise<boolean> {
  try {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // Forbidden here, perhaps not to the old way.
  }
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'sr';
  const before = document.activeElement;
  (document.querySelector('dialog[open]') ?? document.body).append(field); // outside of a modal nothing is focused
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  return done;
}
