// For tests: the panel over a fake client, drawn anew as the widget does it, with a few ways to look and press.
import { effect } from '@preact/signals-core';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { type Told, visiting } from './fake.ts';
import { Panel } from './panel.tsx';
import type { Seen } from './stage.ts';

export const root = document.createElement('div');
let shown: { told: Told; stop(): void } | undefined;

export function show(seen: Partial<Seen>, kept: Record<string, string> = {}): Told {
  document.body.append(root);
  const told = visiting(seen, kept);
  const { visit } = told;
  const props = { visit, title: 'Shop', origin: '', full: false, focus: false, onMinimise: () => visit.hide() };
  act(() => {
    const stop = effect(() => render(<Panel {...props} shown={visit.shown.value} />, root));
    shown = { told, stop };
  });
  return told;
}

export function close(): void {
  shown?.stop();
  act(() => render(null, root));
  shown?.told.visit.stop();
  shown = undefined;
}

export const text = (what: string) => root.querySelector(what)?.textContent ?? '';
export const status = () => text('.who p');
export const button = (name: string) =>
  [...root.querySelectorAll<HTMLElement>('button')].find(
    (one) => one.getAttribute('aria-label') === name || one.textContent.trim() === name,
  );
export const press = (name: string) => act(() => button(name)!.click());

// Fills in the field with this label.
export function fill(label: string, value: string): void {
  const named = [...root.querySelectorAll('label')].find((one) => one.textContent === label)!;
  const field = root.querySelector<HTMLInputElement>(`[id="${named.getAttribute('for')}"]`)!;
  act(() => {
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
}
