// The console of somebody who is signed in: rail, lists, conversation, visitor. Where the window is narrow, one column
// at a time. Keys work wherever the focus is.
import { useEffect, useRef, useState } from 'preact/hooks';
import { chart, handshake, inbox, people, settings } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import { type Action, actionOf, isField } from '../keys.ts';
import { administers, sells, supervises } from '../may.ts';
import type { View } from '../route.ts';
import { words } from '../words.ts';
import { Account } from './account.tsx';
import { Banner } from './banner.tsx';
import { Board } from './board.tsx';
import { useDesk } from './context.ts';
import { Dialogs } from './dialogs.tsx';
import { focusMain } from './focus.ts';
import { KeysSheet } from './keys-sheet.tsx';
import { Inbox } from './lists.tsx';
import { Numbers } from './numbers.tsx';
import { Offers } from './offers.tsx';
import { Sales } from './sales.tsx';
import { Settings } from './settings.tsx';
import { Mark } from './sign-in.tsx';
import { Talk } from './talk.tsx';
import { useMatch } from './use-match.ts';
import { VisitorPanel } from './visitor.tsx';

const beside = matchMedia('(min-width: 1200px)');
const wide = () => beside.matches;
const answers: ReadonlySet<Action> = new Set(['accept', 'decline']); // an offer does not wait for a dialog
const everywhere: ReadonlySet<Action> = new Set(['help', ...answers]);

export function Shell() {
  const desk = useDesk();
  const [sheet, setSheet] = useState(false);
  const [open, setDetails] = useDetails();
  const details = open && desk.view.value !== undefined;
  const { view, conversation } = desk.place.value;
  const narrow = useMatch('(max-width: 759px)');
  const lists = view === 'inbox' && !(narrow && conversation); // are the lists seen
  useKeys(() => setSheet(true));
  useEffect(() => {
    if (document.activeElement === document.body) document.getElementById('main')?.focus(); // the door is gone
  }, []);
  const screen = conversation ? (details ? 'visitor' : 'talk') : 'lists';
  return (
    <div class="shell" data-view={view} data-screen={screen} data-details={details}>
      <button type="button" class="skip" onClick={focusMain}>
        {words.skip}
      </button>
      <Rail onKeys={() => setSheet(true)} />
      <div class="stage">
        <Banner />
        {!lists && <Offers />}
        <main class="columns" id="main" tabIndex={-1}>
          <h1 class="sr">{words.product}</h1>
          {view === 'sales' && <Sales />}
          {view === 'numbers' && <Numbers />}
          {view === 'board' && <Board />}
          {view === 'settings' && <Settings />}
          {view === 'inbox' && (
            <>
              <Inbox offers={lists} />
              <Talk details={details} onDetails={() => setDetails(!details)} />
              {details && <VisitorPanel onClose={() => setDetails(false)} />}
            </>
          )}
        </main>
      </div>
      <div class="sr" role="status">
        {desk.announcement.value}
      </div>
      <Dialogs />
      {sheet && <KeysSheet onClose={() => setSheet(false)} />}
    </div>
  );
}

// Beside the conversation where there is room, and as it was left; over it where there is none, and closed at first.
function useDetails() {
  const { prefs, chosen } = useDesk();
  const [open, setOpen] = useState(wide() && prefs.value.peek().details);
  const id = chosen.value;
  useEffect(() => {
    if (!wide()) setOpen(false);
  }, [id]);
  useEffect(() => {
    const resized = () => setOpen(wide() && prefs.value.peek().details);
    beside.addEventListener('change', resized);
    return () => beside.removeEventListener('change', resized);
  }, [prefs]);
  const closed = useRef(false);
  useEffect(() => {
    if (open || !closed.current) return;
    closed.current = false;
    document.querySelector<HTMLElement>('[aria-controls="visitor-panel"]')?.focus();
  }, [open]);
  const set = (next: boolean) => {
    closed.current = !next;
    setOpen(next);
    if (wide()) prefs.set({ details: next });
  };
  return [open, set] as const;
}

function Rail({ onKeys }: { onKeys(): void }) {
  const desk = useDesk();
  const unread = desk.unread.value;
  const { view } = desk.place.value;
  const go = (to: View) => {
    desk.place.value = { view: to, conversation: null };
  };
  const item = (to: View, path: string) => (
    <button
      type="button"
      class="rail-item"
      aria-current={view === to ? 'page' : undefined}
      onClick={() => (view === to ? undefined : go(to))}
    >
      <span class="rail-icon">
        <Icon path={path} size={20} />
        {to === 'inbox' && unread > 0 && (
          <span class="badge">
            <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
          </span>
        )}
      </span>
      {words.nav[to]}
      {to === 'inbox' && unread > 0 && <span class="sr">, {words.nav.unread(unread)}</span>}
    </button>
  );
  return (
    <nav class="rail" aria-label={words.nav.label}>
      <span class="rail-mark" aria-hidden="true">
        <Mark size={32} />
      </span>
      {item('inbox', inbox)}
      {supervises(desk.you) && item('board', people)}
      {sells(desk.you) && item('sales', handshake)}
      {item('numbers', chart)}
      {administers(desk.you) && item('settings', settings)}
      <Account onKeys={onKeys} />
    </nav>
  );
}

function useKeys(help: () => void): void {
  const desk = useDesk();
  useEffect(() => {
    const verbs: Record<Action, () => void> = {
      next: () => desk.step(1),
      previous: () => desk.step(-1),
      reply: () => desk.writeAs('reply'),
      note: () => desk.writeAs('note'),
      take: () => desk.takeChosen(),
      transfer: () => desk.transferChosen(),
      accept: () => desk.staffing.answerFirst(true),
      decline: () => desk.staffing.answerFirst(false),
      close: () => desk.closeChosen(),
      solved: () => desk.solveChosen(),
      flag: () => desk.flagChosen(),
      sell: () => desk.sellChosen(),
      suggestYes: () => desk.suggestionChosen(true),
      suggestNo: () => desk.suggestionChosen(false),
      help,
    };
    const onKeyDown = (event: KeyboardEvent) => {
      const action = actionOf(event, isField(event.target), desk.prefs.value.peek().singles);
      if (!action || (document.querySelector('dialog[open]') && !answers.has(action))) return;
      if (desk.place.peek().view !== 'inbox' && !everywhere.has(action)) return;
      event.preventDefault();
      verbs[action]();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [desk, help]);
}
