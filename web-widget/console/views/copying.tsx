// Buttons that put something on the clipboard and say that they did.
import { useEffect, useState } from 'preact/hooks';
import type { ConversationView } from '../../client/api.ts';
import { check } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import { copyText, replyText } from '../reply.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';

const say = words.recovery;
const copyPath =
  'M10 8h10a2 2 0 0 1 2 2v10a2 2 0 0 1 -2 2h-10a2 2 0 0 1 -2 -2v-10a2 2 0 0 1 2 -2zM4 16c-1.1 0-2-.9-2-2V4c0-1.1.9-2 2-2h10c1.1 0 2 .9 2 2';

interface CopyButtonProps {
  text: string;
  label: string;
  bare?: boolean; // only the icon, where the text stands beside it
  told?: string;
}

export function CopyButton({ text, label, bare = false, told = say.copied }: CopyButtonProps) {
  const desk = useDesk();
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), 2_000);
    return () => clearTimeout(timer);
  }, [done]);
  const copy = async () => {
    const copied = await copyText(text);
    setDone(copied);
    desk.announcement.value = copied ? told : say.notCopied;
  };
  return (
    <button
      type="button"
      class={bare ? 'icon-button copy' : 'button small copy'}
      aria-label={bare ? label : undefined}
      title={bare ? label : undefined}
      onClick={() => void copy()}
    >
      <Icon path={done ? check : copyPath} size={14} /> {!bare && (done ? say.copied : label)}
    </button>
  );
}

// What was drafted here, as a mail that can be sent from elsewhere.
export function ReplyButton({ view }: { view: ConversationView<'staff'> }) {
  const desk = useDesk();
  const text = replyText(view.copy.visitor.name, desk.drafts.of(view.id, 'reply'), desk.you.name);
  return <CopyButton text={text} label={say.copyReply} told={say.replyCopied} />;
}
