// What a page can know of its line before the line does: the network is back, the page is shown again, it came out of
// the back-forward cache. Each is a reason to try, or to probe, at once.
import type { Client } from './api.ts';

export function wakeWith(page: Window, client: Client): () => void {
  const nudge = () => client.nudge();
  const shown = () => page.document.visibilityState === 'visible' && client.nudge();
  page.addEventListener('online', nudge);
  page.addEventListener('offline', nudge); // the probe finds out soon instead of in 35 s
  page.addEventListener('pageshow', nudge);
  page.document.addEventListener('visibilitychange', shown);
  return () => {
    page.removeEventListener('online', nudge);
    page.removeEventListener('offline', nudge);
    page.removeEventListener('pageshow', nudge);
    page.document.removeEventListener('visibilitychange', shown);
  };
}
