// An id that nothing else on the page has. Preact's own `useId` counts anew from each rendering of the root, and the
// widget's root is rendered with every change: two fields that came with different ones would share an id.
import { useState } from 'preact/hooks';

let made = 0;

export function useOwnId(): string {
  return useState(() => `baton-${++made}`)[0];
}
