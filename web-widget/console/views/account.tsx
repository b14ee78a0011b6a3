// Who is signed in: presence, how many conversations at once, what makes a noise, and the way out.
import { useId } from 'preact/hooks';
import { Avatar } from '../../look/avatar.tsx';
import { add, help, signOut as signOutIcon } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import { words } from '../words.ts';
import { useHere } from './context.ts';
import { Menu } from './menu.tsx';

const say = words.account;
const presences = ['online', 'away', 'offline'] as const;
const minus = 'M5 12h14';

export function Account({ onKeys }: { onKeys(): void }) {
  const { desk } = useHere();
  const { you } = desk;
  return (
    <Menu
      label={say.heading}
      named
      buttonClass="rail-item account-button"
      panelClass="account-panel"
      button={
        <>
          <span class="account-face">
            <Avatar id={you.id} name={you.name} size={30} />
            <span class="dot" data-state={you.presence} />
          </span>
          <span>
            <span class="sr">{you.name}, </span>
            {say[you.presence]}
            <span class="sr">. {say.heading}</span>
          </span>
        </>
      }
    >
      {(close) => (
        <Panel
          onKeys={() => {
            close();
            onKeys();
          }}
        />
      )}
    </Menu>
  );
}

function Panel({ onKeys }: { onKeys(): void }) {
  const { desk, signOut } = useHere();
  const { you } = desk;
  return (
    <>
      <div class="account-who">
        <Avatar id={you.id} name={you.name} size={40} />
        <div>
          <strong>
            <bdi>{you.name}</bdi>
          </strong>
          <span title={you.email}>{you.email}</span>
        </div>
      </div>
      <fieldset class="segments">
        <legend>{say.presence}</legend>
        <div>
          {presences.map((presence) => (
            <label key={presence}>
              <input
                type="radio"
                name="presence"
                checked={you.presence === presence}
                onChange={() => void desk.status.set(presence)}
              />
              <span class="dot" data-state={presence} />
              {say[presence]}
            </label>
          ))}
        </div>
      </fieldset>
      <Capacity />
      <p class="account-problem" role="alert">
        {desk.status.problem.value}
      </p>
      <Noise />
      <div class="account-foot">
        <button type="button" class="menu-item" onClick={onKeys}>
          <Icon path={help} size={16} /> {say.keys}
        </button>
        <button type="button" class="menu-item" onClick={signOut}>
          <Icon path={signOutIcon} size={16} /> {say.signOut}
        </button>
      </div>
    </>
  );
}

function Capacity() {
  const { desk } = useHere();
  const id = useId();
  const now = desk.status.wanted.value ?? desk.you.capacity;
  return (
    <div class="stepper">
      <label for={id}>{say.capacity}</label>
      <span>
        <button
          type="button"
          class="icon-button"
          aria-label={say.fewer}
          disabled={now <= 0}
          onClick={() => desk.status.setCapacity(now - 1)}
        >
          <Icon path={minus} size={14} />
        </button>
        <input
          id={id}
          type="number"
          min={0}
          max={50}
          step={1}
          inputMode="numeric"
          value={now}
          onChange={(event) => {
            const wanted = event.currentTarget.valueAsNumber;
            if (Number.isInteger(wanted)) desk.status.setCapacity(wanted);
            else event.currentTarget.value = String(now);
          }}
        />
        <button
          type="button"
          class="icon-button"
          aria-label={say.more}
          disabled={now >= 50}
          onClick={() => desk.status.setCapacity(now + 1)}
        >
          <Icon path={add} size={14} />
        </button>
      </span>
    </div>
  );
}

function Noise() {
  const { desk, ask } = useHere();
  const { prefs } = desk;
  const { sound, desktop } = prefs.value.value;
  const blocked = 'Notification' in window && Notification.permission === 'denied';
  return (
    <div class="account-noise">
      <label class="switch">
        <input
          type="checkbox"
          role="switch"
          checked={sound}
          aria-checked={sound}
          onChange={(event) => {
            prefs.set({ sound: event.currentTarget.checked });
            void ask();
          }}
        />
        <span>{say.sound}</span>
      </label>
      <label class="switch">
        <input
          type="checkbox"
          role="switch"
          checked={desktop && !blocked}
          aria-checked={desktop && !blocked}
          disabled={blocked || !('Notification' in window)}
          onChange={(event) => {
            prefs.set({ desktop: event.currentTarget.checked });
            void ask();
          }}
        />
        <span>{say.desktop}</span>
      </label>
      {blocked && <p class="hint">{say.desktopBlocked}</p>}
    </div>
  );
}
