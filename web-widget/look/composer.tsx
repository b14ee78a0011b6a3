// Where a message is written: grows with its text, Enter sends, Shift+Enter breaks the line, an input method's Enter
// does neither. The text belongs to the caller (a draft per conversation), the rules are here: nothing empty, nothing
// over `limit` Unicode scalar values, no half characters.
//   label      the accessible name of the field; `sendLabel` that of the button
//   disabled   why nothing can be written just now; shown in place of the hint
//   onTyping   at every change by the person: whether anything stands there (the client knows when typing is over)
//   note       the text is for colleagues: looks like a note
//   tools      controls beside the send button
import type { ComponentChildren, RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { send as sendIcon } from './icon-paths.ts';
import { Icon } from './icons.tsx';
import { useOwnId } from './own-id.ts';
import { scalars, sendable } from './scalars.ts';
import { type LookWords, english } from './words.ts';

export interface ComposerProps {
  value: string;
  onValue(value: string): void;
  onSend(text: string): void;
  limit: number;
  label: string;
  placeholder?: string;
  sendLabel?: string;
  disabled?: string;
  note?: boolean;
  tools?: ComponentChildren;
  onTyping?(on: boolean): void;
  onKeyDown?(event: KeyboardEvent): void; // before the composer's own keys; preventDefault keeps them from it
  field?: RefObject<HTMLTextAreaElement | null>;
  words?: LookWords;
}

const tight = 200; // characters left from which the counter shows

export function Composer(props: ComposerProps) {
  const { value, limit, disabled, note = false, words = english } = props;
  const own = useRef<HTMLTextAreaElement>(null);
  const field = props.field ?? own;
  const hint = useOwnId();
  const text = sendable(value);
  const left = limit - scalars(text);
  const ready = text !== '' && left >= 0 && disabled === undefined;

  useLayoutEffect(() => grow(field.current), [value, field]);

  const send = () => {
    if (!ready) return;
    props.onSend(text);
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    props.onKeyDown?.(event);
    // Safari's input methods end composing before the key arrives; 229 is all that is left of it.
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    if (event.key !== 'Enter' || event.shiftKey || event.altKey) return;
    event.preventDefault();
    send();
  };

  return (
    <form
      class="composer"
      data-note={note}
      data-disabled={disabled !== undefined}
      data-tools={props.tools !== undefined}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={field}
        rows={1}
        dir="auto"
        value={value}
        disabled={disabled !== undefined}
        aria-label={props.label}
        aria-describedby={hint}
        aria-invalid={left < 0}
        placeholder={disabled ?? props.placeholder}
        enterkeyhint="send"
        autocomplete="off"
        onInput={(event) => {
          props.onValue(event.currentTarget.value);
          props.onTyping?.(event.currentTarget.value.trim() !== '');
        }}
        onKeyDown={onKeyDown}
      />
      <div class="row">
        {props.tools && <div class="tools">{props.tools}</div>}
        <span class="counter" id={hint} data-over={left < 0}>
          {left <= tight && (left < 0 ? words.over(-left) : words.left(left))}
        </span>
        <span class="sr" role="status">
          {left < 0 ? words.tooLong : ''}
        </span>
        <button type="submit" class="send" aria-label={props.sendLabel ?? words.send} disabled={!ready}>
          <Icon path={sendIcon} size={18} />
        </button>
      </div>
    </form>
  );
}

// As high as its text, up to what the style sheet allows.
function grow(area: HTMLTextAreaElement | null): void {
  if (!area) return;
  area.style.height = 'auto';
  area.style.height = `${area.scrollHeight}px`;
}
