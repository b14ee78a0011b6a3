// The form where nobody can take a chat: what was written, and where the answer goes. It finds fault only when it is
// sent, and then says so beside the field and puts the focus there.
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { scalars, sendable } from '../look/scalars.ts';
import { Labelled } from './labelled.tsx';
import { failureOf } from './lines.ts';
import { Notice } from './notice.tsx';
import { isAnybodyHere } from './stage.ts';
import type { Shown, Visit } from './visit.ts';
import { words } from './words.ts';

export interface LeaveFormProps {
  visit: Visit;
  shown: Shown;
  field: RefObject<HTMLTextAreaElement | null>;
  focus: boolean; // the visitor was writing when it came
}

type Faults = { text?: string | undefined; email?: string | undefined };

export function LeaveForm({ visit, shown, field, focus }: LeaveFormProps) {
  const { seen, writing, choice, view } = shown;
  const { text, refused } = writing;
  const [email, setEmail] = useState(writing.email);
  const [name, setName] = useState(writing.name);
  const [tried, setTried] = useState(false);
  const address = useRef<HTMLInputElement>(null);
  const error = refused.find(({ contact }) => contact)?.error;
  const said = sendable(text);
  const over = scalars(said) - (seen.limits?.message_chars ?? 4000);
  const mine = faultsOf(said, over, email);
  const faults: Faults = tried ? mine : error?.data.field === 'email' ? { email: words.leaveNoEmail } : {};

  useEffect(() => {
    if (focus) (said === '' ? field : address).current?.focus();
  }, []);

  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (mine.text) field.current?.focus();
    else if (mine.email) address.current?.focus();
    else visit.leave(said, email.trim(), name.trim());
  };

  return (
    <form class="leave" noValidate onSubmit={submit}>
      <h3>{isAnybodyHere(seen) ? words.leaveBusy : words.leaveClosed}</h3>
      <p>{words.leaveText}</p>
      {error && !faults.email && <Notice tone="danger" text={failureOf({ error })} />}
      {choice.department && (
        <Labelled label={words.leaveDepartment}>
          {(about) => (
            <select
              {...about}
              value={choice.department}
              onChange={(event) => visit.choosing.choose(event.currentTarget.value)}
            >
              {choice.among.map((department) => (
                <option key={department.id} value={department.id}>
                  {department.name}
                </option>
              ))}
            </select>
          )}
        </Labelled>
      )}
      <Labelled label={words.leaveField} fault={faults.text}>
        {(about) => (
          <textarea
            {...about}
            ref={field}
            rows={4}
            required
            dir="auto"
            value={text}
            onInput={(event) => visit.letter.write(event.currentTarget.value)}
          />
        )}
      </Labelled>
      <Labelled label={words.leaveEmail} fault={faults.email}>
        {(about) => (
          <input
            {...about}
            ref={address}
            type="email"
            name="email"
            autocomplete="email"
            required
            value={email}
            onInput={(event) => setEmail(event.currentTarget.value)}
          />
        )}
      </Labelled>
      <Labelled label={words.leaveName}>
        {(about) => (
          <input
            {...about}
            name="name"
            autocomplete="name"
            maxLength={200}
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        )}
      </Labelled>
      <div class="ways">
        <button type="submit" class="button primary">
          {words.leaveSend}
        </button>
        {said !== '' && over <= 0 && (
          <button type="button" class="button plain" onClick={() => visit.send(said)}>
            {words.leaveAgain}
          </button>
        )}
        {view && (
          <button type="button" class="button plain" onClick={() => visit.letter.putAside()}>
            {words.leaveBack}
          </button>
        )}
      </div>
    </form>
  );
}

// The contract's own test of an address, so that nothing is refused here that the server would take.
function faultsOf(text: string, over: number, email: string): Faults {
  const good = /^[^\s@]+@[^\s@]+$/.test(email.trim()) && scalars(email.trim()) <= 254;
  return {
    text: text === '' ? words.leaveNoText : over > 0 ? words.look.over(over) : undefined,
    email: good ? undefined : words.leaveNoEmail,
  };
}
