// What one does seldom with a conversation, and what only a supervisor does, in the menu of its head.
import {
  alert,
  chat,
  download,
  eye,
  flag,
  handshake,
  inbox,
  more,
  note,
  people,
  refuse,
  take,
  transfer,
} from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import type { ConversationView } from '../../client/api.ts';
import { askable, openComplaint, unhappyAlert } from '../handoff.ts';
import type { May } from '../may.ts';
import { saveAs } from '../save-as.ts';
import type { Dialog } from '../staffing.ts';
import { words } from '../words.ts';
import { useHere } from './context.ts';
import { Menu } from './menu.tsx';

const say = words.conversation;

interface ItemProps {
  path: string;
  text: string;
  danger?: boolean;
  narrow?: boolean; // elsewhere there is a button for it
  onDo(): void;
}

export function MoreActs({ id, may, view }: { id: string; may: May; view: ConversationView<'staff'> }) {
  const { desk, session } = useHere();
  const { staffing } = desk;
  const save = async () => {
    try {
      saveAs(await session.transcript(id), `baton-${id}.txt`);
    } catch {
      desk.acts.fail(id, say.noTranscript);
    }
  };
  const force = (what: Extract<Dialog, { kind: 'force' }>['what']) => () =>
    staffing.ask({ kind: 'force', conversation: id, what });
  const ask = (kind: 'flag' | 'propose' | 'back' | 'complaint' | 'invite') => () =>
    staffing.ask({ kind, conversation: id });
  const move = (forced: boolean) => () => staffing.ask({ kind: 'transfer', conversation: id, forced });
  const items: (ItemProps | false)[] = [
    may.transfer && { path: transfer, text: words.transfer.act, narrow: true, onDo: move(false) },
    may.flag && { path: flag, text: words.flag.act, onDo: ask('flag') },
    may.propose &&
      askable(view.copy.opportunity) && { path: handshake, text: words.propose.menu, onDo: ask('propose') },
    may.back && { path: handshake, text: words.back.act, onDo: ask('back') },
    may.feel &&
      !unhappyAlert(view) && {
        path: alert,
        text: words.care.unhappyAct,
        onDo: () => void desk.selling.alert(id, true),
      },
    may.feel && !openComplaint(view) && { path: note, text: words.care.complaintAct, onDo: ask('complaint') },
    may.invite && { path: people, text: words.invite.act, onDo: ask('invite') },
    { path: download, text: say.transcript, onDo: () => void save() },
    may.close && { path: refuse, text: say.spam, danger: true, onDo: () => void desk.close(id, 'spam') },
  ];
  const over: (ItemProps | false)[] = [
    may.observe && { path: eye, text: words.force.observe, onDo: () => void staffing.oversight.observe(id, true) },
    may.takeOver && { path: take, text: words.force.takeover, onDo: force('takeover') },
    may.force && { path: transfer, text: words.force.transfer, onDo: move(true) },
    may.force && { path: inbox, text: words.force.requeue, onDo: force('requeue') },
    may.force && { path: chat, text: words.force.close, danger: true, onDo: force('close') },
  ];
  return (
    <Menu label={say.more} buttonClass="icon-button" panelClass="menu-end" button={<Icon path={more} size={18} />}>
      {(close) => {
        const draw = (item: ItemProps | false) =>
          item && (
            <button
              key={item.text}
              type="button"
              class={`menu-item ${item.narrow ? 'only-narrow' : ''}`}
              data-tone={item.danger ? 'danger' : undefined}
              onClick={() => {
                close();
                item.onDo();
              }}
            >
              <Icon path={item.path} size={16} /> {item.text}
            </button>
          );
        return (
          <>
            {items.map(draw)}
            {over.some(Boolean) && (
              <fieldset class="menu-group">
                <legend>{words.force.label}</legend>
                {over.map(draw)}
              </fieldset>
            )}
          </>
        );
      }}
    </Menu>
  );
}
