// The door: an e-mail and a password, or one click in a demo. Says in words why somebody was not let in.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Avatar } from '../../look/avatar.tsx';
import { alert } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import type { DemoAccount, Session, SignInProblem } from '../session.ts';
import { words } from '../words.ts';

const say = words.signIn;

export function problemWords(problem: SignInProblem): string {
  if (problem.kind === 'too_many') return say.tooMany(problem.seconds);
  if (problem.kind === 'odd') return say.odd(problem.status);
  return say[problem.kind];
}

export interface SignInProps {
  session: Session;
  as: string | null;
  told: string; // why one is here again
  onDone(): void;
}

export function SignIn({ session, as, told, onDone }: SignInProps) {
  const [email, setEmail] = useState(as ?? '');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState(told);
  const [busy, setBusy] = useState(false);
  const [accounts, setAccounts] = useState<readonly DemoAccount[]>([]);
  const first = useRef<HTMLInputElement>(null);
  const second = useRef<HTMLInputElement>(null);

  useEffect(() => {
    (as ? second : first).current?.focus();
    let gone = false;
    session.demoAccounts().then((all) => {
      if (gone) return;
      setAccounts(all);
      const known = all.find((account) => account.email === as);
      if (known) setPassword((typed) => typed || known.password);
    });
    return () => {
      gone = true;
    };
  }, [session, as]);

  const enter = async (who: string, secret: string) => {
    if (busy) return;
    setBusy(true);
    setProblem('');
    const refused = await session.signIn(who, secret);
    setBusy(false);
    if (!refused) return onDone();
    setProblem(problemWords(refused));
    if (refused.kind === 'wrong') second.current?.select();
  };

  return (
    <main class="door">
      <div class="door-card">
        <p class="door-mark" aria-hidden="true">
          <Mark /> {words.product}
        </p>
        <h1>{say.heading}</h1>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void enter(email, password);
          }}
        >
          <label>
            <span>{say.email}</span>
            <input
              ref={first}
              class="field"
              type="email"
              name="email"
              autocomplete="username"
              required
              value={email}
              onInput={(event) => setEmail(event.currentTarget.value)}
            />
          </label>
          <label>
            <span>{say.password}</span>
            <input
              ref={second}
              class="field"
              type="password"
              name="password"
              autocomplete="current-password"
              required
              value={password}
              onInput={(event) => setPassword(event.currentTarget.value)}
            />
          </label>
          <div role="alert">
            {problem && (
              <p class="notice" data-tone="danger">
                <Icon path={alert} size={16} /> {problem}
              </p>
            )}
          </div>
          <button type="submit" class="button primary" disabled={busy}>
            {busy ? say.busy : say.submit}
          </button>
        </form>
        {accounts.length > 0 && (
          <section class="door-demo" aria-labelledby="demo-heading">
            <h2 id="demo-heading">{say.demo}</h2>
            <p>{say.demoHint}</p>
            <ul>
              {accounts.map((account) => (
                <li key={account.email}>
                  <button type="button" disabled={busy} onClick={() => void enter(account.email, account.password)}>
                    <Avatar id={account.email} name={account.name} size={28} />
                    <span>{say.account(account.name, account.role)}</span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </main>
  );
}

// Two strokes that meet: what is handed on.
export function Mark({ size = 26 }: { size?: number }) {
  return (
    <svg class="mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="9" />
      <path d="M9.5 21.5 22.5 10.5" />
      <circle cx="9.5" cy="21.5" r="2.4" />
    </svg>
  );
}
