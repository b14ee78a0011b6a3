// One sentence about something that needs attention.
import { alert, check } from '../look/icon-paths.ts';
import { Icon } from '../look/icons.tsx';

export function Notice({ tone, text }: { tone: 'danger' | 'warn' | 'good'; text: string }) {
  return (
    <div class="notice" data-tone={tone} role="status">
      <Icon path={tone === 'good' ? check : alert} size={16} />
      <span>{text}</span>
    </div>
  );
}
