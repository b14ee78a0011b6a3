// What the visitor's side keeps in the browser, under one prefix a site, so that `shutdown` can forget it whole. What
// the browser refuses (private mode, quota, blocked) is kept in memory, and the chat goes on.
export interface Kept {
  get(name: string): string | undefined;
  set(name: string, value: string | undefined): void; // undefined forgets it
}

export function keptIn(storage: () => Storage, prefix: string): Kept {
  const memory = new Map<string, string>();
  const attempt = <T>(work: (s: Storage) => T): T | undefined => {
    try {
      return work(storage());
    } catch {
      return undefined;
    }
  };
  return {
    get: (name) => memory.get(name) ?? attempt((s) => s.getItem(prefix + name)) ?? undefined,
    set: (name, value) => {
      memory.delete(name);
      if (value === undefined) return attempt((s) => s.removeItem(prefix + name));
      const stored = attempt((s) => {
        s.setItem(prefix + name, value);
        return true;
      });
      if (!stored) memory.set(name, value);
    },
  };
}
