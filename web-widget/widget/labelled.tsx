// A form's field with its label above and, where it is at fault, the reason below, tied together for ears as well.
import type { ComponentChildren } from 'preact';
import { useOwnId } from '../look/own-id.ts';

interface About {
  id: string;
  'aria-invalid': boolean;
  'aria-describedby': string | undefined;
}

export interface LabelledProps {
  label: string;
  fault?: string | undefined;
  children(about: About): ComponentChildren; // the control
}

export function Labelled({ label, fault, children }: LabelledProps) {
  const id = useOwnId();
  const why = `${id}-why`;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, 'aria-invalid': fault !== undefined, 'aria-describedby': fault && why })}
      {fault && <span id={why}>{fault}</span>}
    </div>
  );
}
