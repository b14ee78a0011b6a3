// Tabs by the pattern of the ARIA guide: arrows move between them, one of them is in the tab order.
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';

export interface TabsProps<Id extends string> {
  label: string;
  prefix: string; // of the ids of tabs and their panel
  tabs: readonly { id: Id; name: ComponentChildren; count?: string; strong?: boolean; tone?: 'danger' }[];
  chosen: Id;
  onChoose(id: Id): void;
}

export function Tabs<Id extends string>({ label, prefix, tabs, chosen, onChoose }: TabsProps<Id>) {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const rtl = list.current !== null && getComputedStyle(list.current).direction === 'rtl' ? -1 : 1;
    const at = tabs.findIndex(({ id }) => id === chosen);
    const steps: Record<string, number> = { ArrowRight: at + rtl, ArrowLeft: at - rtl, Home: 0, End: tabs.length - 1 };
    const to = steps[event.key];
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const next = tabs[(to + tabs.length) % tabs.length]!;
    onChoose(next.id);
    list.current?.querySelector<HTMLElement>(`#${prefix}-${next.id}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
      {tabs.map(({ id, name, count, strong, tone }) => (
        <button
          key={id}
          type="button"
          role="tab"
          id={`${prefix}-${id}`}
          aria-selected={id === chosen}
          aria-controls={`${prefix}-panel`}
          tabIndex={id === chosen ? 0 : -1}
          onClick={() => onChoose(id)}
        >
          {name}
          {count !== undefined && (
            <span class="count" data-strong={strong} data-tone={tone}>
              {count}
            </span>
          )}
        </button>
      ))}
    </div>
  );
}
