// What the loader hands to the widget, and gets back. Types only: the loader must stay small.
export interface Frame {
  readonly origin: string; // of the chat server
  readonly site: string;
  readonly title?: string; // the site’s own words for the panel’s head
  readonly color?: string;
  readonly root: ShadowRoot;
  readonly box: HTMLElement; // the one element in it: carries theme and colours, holds launcher and panel
  readonly launcher: HTMLButtonElement; // drawn by the loader, labelled by the widget once it runs
  emit(event: BatonEvent, detail?: unknown): void;
}

export type BatonEvent = 'ready' | 'open' | 'close' | 'message' | 'unread' | 'started' | 'ended';

// open, close, toggle, identify, update, shutdown.
export type Command = (name: string, ...args: unknown[]) => void;
export type Mount = (frame: Frame) => Command;

export type Call = [command: string, ...args: unknown[]];
export interface Baton {
  (...call: Call): void;
  q?: Call[]; // calls made before the loader came: `Baton = (...a) => (Baton.q ??= []).push(a)`
  up?: true;
}
