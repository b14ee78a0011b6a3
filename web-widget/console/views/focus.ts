// Where the focus goes when what had it goes away: to where one most likely works on.
export function focusMain(): void {
  const places = ['.talk textarea', '.talk h2', '#main'].map((place) => document.querySelector<HTMLElement>(place));
  // What a narrow window hides cannot be focused.
  places.find((place) => place && place.getClientRects().length > 0)?.focus();
}
// Of a list whose row goes away, with the button that took it out: the way to add one.
export function focusAdd(event: { currentTarget: HTMLElement }): void {
  event.currentTarget.closest('.set-rows')?.querySelector<HTMLElement>(':scope > .button')?.focus();
}
export const focusOnce = (element: HTMLElement | null): void => element?.focus();
