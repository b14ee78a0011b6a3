// The panel on small screens: it fills what is visible of the page, keyboard excluded, and the page behind it stays
// still. On iOS only the visual viewport knows the keyboard, and it moves: so its height and its top are followed.
import { signal } from '@preact/signals-core';

const small = '(max-width: 480px), (max-height: 480px) and (pointer: coarse)';

export const full = signal(false);

export function followScreen(): () => void {
  const query = matchMedia(small);
  const changed = () => (full.value = query.matches);
  changed();
  query.addEventListener('change', changed);
  return () => query.removeEventListener('change', changed);
}

// While `panel` fills the screen.
export function fillScreen(panel: HTMLElement): () => void {
  const viewport = window.visualViewport;
  const { documentElement } = document;
  const overflow = documentElement.style.overflow;
  documentElement.style.overflow = 'hidden';
  const follow = () => {
    if (!viewport || viewport.scale > 1.01) return; // who zooms in wants to see the panel larger
    panel.style.setProperty('--height', `${viewport.height}px`);
    panel.style.setProperty('--top', `${viewport.offsetTop}px`);
  };
  follow();
  viewport?.addEventListener('resize', follow);
  viewport?.addEventListener('scroll', follow);
  return () => {
    documentElement.style.overflow = overflow;
    viewport?.removeEventListener('resize', follow);
    viewport?.removeEventListener('scroll', follow);
  };
}
