// Waiting. A page's own timers, or others with the same two verbs: the console's run in a worker, because a hidden
// tab's timers come once a minute.
export interface Timers {
  set(run: () => void, ms: number): number; // never 0
  clear(id: number): void;
}

export const pageTimers: Timers = {
  set: (run, ms) => setTimeout(run, ms) as unknown as number,
  clear: (id) => clearTimeout(id),
};
