// A button that opens a small panel beside itself. Closes by Escape (the focus goes back to the button), by a press
// outside, and when the focus leaves it.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';

export interface MenuProps {
  label: string; // of the panel; and of the button, unless its content names it
  named?: boolean;
  button: ComponentChildren;
  buttonClass: string;
  panelClass?: string;
  children: (close: () => void) => ComponentChildren;
}

export function Menu({ label, named = false, button, buttonClass, panelClass = '', children }: MenuProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    const onEscape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      setOpen(false);
      trigger.current?.focus();
    };
    const element = box.current;
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    element?.addEventListener('keydown', onEscape);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
      element?.removeEventListener('keydown', onEscape);
    };
  }, [open]);

  const close = () => {
    setOpen(false);
    trigger.current?.focus();
  };
  return (
    <div class="menu" ref={box}>
      <button
        ref={trigger}
        type="button"
        class={buttonClass}
        aria-label={named ? undefined : label}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {button}
      </button>
      <section id={id} class={`menu-panel ${panelClass}`} hidden={!open} aria-label={label}>
        {open && children(close)}
      </section>
    </div>
  );
}
