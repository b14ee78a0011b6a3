// A button and its menu: arrows, Home and End move, Escape and Tab close, and focus comes back to the button.
import { useEffect, useRef, useState } from 'preact/hooks';
import { check, more } from '../look/icon-paths.ts';
import { Icon } from '../look/icons.tsx';

export interface MenuItem {
  label: string;
  icon: string;
  danger?: boolean;
  checked?: boolean; // given: the item is a switch, and the menu stays
  run(): void;
}

export function Menu({ label, items }: { label: string; items: MenuItem[] }) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const entries = () => [...(list.current?.querySelectorAll('button') ?? [])];
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };

  useEffect(() => {
    if (!open) return;
    entries()[0]?.focus();
    const outside = (event: Event) => {
      const path = event.composedPath();
      if (!path.includes(list.current!) && !path.includes(button.current!)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);

  const onKeyDown = (event: KeyboardEvent) => {
    const all = entries();
    const at = all.indexOf((list.current!.getRootNode() as ShadowRoot).activeElement as HTMLButtonElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined) all.at(to % all.length)?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class="menu">
      <button
        ref={button}
        type="button"
        class="icon-button"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon path={more} size={20} />
      </button>
      {open && (
        <div class="menu-list" role="menu" aria-label={label} tabIndex={-1} ref={list} onKeyDown={onKeyDown}>
          {items.map(({ label, icon, danger, checked, run }) => (
            // biome-ignore lint/a11y/useAriaPropsSupportedByRole: the role with it is a menuitemcheckbox
            <button
              key={label}
              type="button"
              role={checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
              aria-checked={checked}
              tabIndex={-1}
              data-danger={danger}
              onClick={() => {
                if (checked === undefined) close();
                run();
              }}
            >
              <Icon path={icon} size={17} />
              <span>{label}</span>
              {checked && <Icon path={check} size={16} />}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
