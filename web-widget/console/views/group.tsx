// Conversations under one name. One row is in the tab order; arrows move between rows, Enter opens one.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Row } from '../rows.ts';
import { useDesk } from './context.ts';
import { Entry } from './entry.tsx';

interface GroupProps {
  rows: readonly Row[];
  label: string;
  heading?: boolean;
  empty?: ComponentChildren;
}

export function Group({ rows, label, heading = false, empty }: GroupProps) {
  const desk = useDesk();
  const list = useRef<HTMLUListElement>(null);
  const [at, setAt] = useState<string | null>(null);
  const has = (id: string | null) => rows.some((row) => row.id === id);
  const chosen = desk.chosen.value;
  const roving = has(at) ? at : has(chosen) ? chosen : (rows[0]?.id ?? null);

  const wanted = desk.focus.value === 'row';
  useEffect(() => {
    const { from } = desk;
    if (!wanted || !from) return;
    desk.focus.value = null;
    list.current?.querySelector<HTMLElement>(`[data-conversation="${CSS.escape(from)}"]`)?.focus();
  }, [wanted, desk]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const entries = [...(list.current?.querySelectorAll<HTMLElement>('.entry') ?? [])];
    const here = entries.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: entries.length - 1 }[event.key];
    if (to === undefined || here < 0) return;
    event.preventDefault();
    const next = entries[Math.min(Math.max(to, 0), entries.length - 1)];
    setAt(next?.dataset.conversation ?? null);
    next?.focus();
  };

  if (rows.length === 0) return <>{empty}</>;
  return (
    <>
      {heading && (
        <h3 class="lists-heading">
          {label} <span>{rows.length}</span>
        </h3>
      )}
      <ul class="entries" ref={list} aria-label={label} onKeyDown={onKeyDown}>
        {rows.map((row) => (
          <Entry key={row.id} row={row} focusable={row.id === roving} />
        ))}
      </ul>
    </>
  );
}
