// The worker: timers for a page that is hidden, because a hidden page's own run once a minute and its agent would be
// taken for gone after 35 s. It holds nothing but running timers and tells their ids when they are over.
type Order = { set: number; ms: number } | { clear: number };

const running = new Map<number, ReturnType<typeof setTimeout>>();
const page = self as unknown as { postMessage(word: number | 'ready'): void; onmessage: (event: MessageEvent) => void };

page.onmessage = ({ data }: MessageEvent<Order>) => {
  if ('clear' in data) {
    clearTimeout(running.get(data.clear));
    running.delete(data.clear);
    return;
  }
  const { set: id, ms } = data;
  running.set(
    id,
    setTimeout(() => {
      running.delete(id);
      page.postMessage(id);
    }, ms),
  );
};
page.postMessage('ready');
