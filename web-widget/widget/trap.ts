// Keeps Tab within an element: from its last control to its first, and back.
const controls =
  'button:not(:disabled):not([tabindex="-1"]), textarea:not(:disabled), input, select, a[href], [tabindex="0"]';

export function trapTab(box: HTMLElement, event: KeyboardEvent): void {
  const all = [...box.querySelectorAll<HTMLElement>(controls)].filter((element) => !element.closest('[inert]'));
  const [first, last] = [all[0], all.at(-1)];
  const at = (box.getRootNode() as ShadowRoot | Document).activeElement;
  if (event.shiftKey ? at === first || at === box : at === last) {
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  }
}
