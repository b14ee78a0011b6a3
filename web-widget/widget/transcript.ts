// The transcript as a file: fetched with the visitor's token, saved through a link to a blob. Throws when it cannot
// be had.
import { words } from './words.ts';

export async function saveTranscript(origin: string, conversation: string, token: string | undefined): Promise<void> {
  const url = `${origin}/api/v1/conversations/${encodeURIComponent(conversation)}/transcript?format=text`;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` }, credentials: 'omit' });
  if (!answer.ok) throw new Error(`transcript: ${answer.status}`);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await answer.blob());
  link.download = words.transcriptName(today());
  link.click();
  // The download has begun by then, and the blob would otherwise live as long as the page.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function today(): string {
  const now = new Date();
  const two = (n: number) => String(n).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
