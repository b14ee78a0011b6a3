// Between the door and the desk: the line is being opened. Says so only when it takes a while, and offers to try again
// when it cannot be.
import { useEffect, useState } from 'preact/hooks';
import type { Client } from '../../client/api.ts';
import { words } from '../words.ts';
import { Mark } from './sign-in.tsx';

export function Arriving({ client }: { client: Client<'staff'> }) {
  const [link, setLink] = useState(client.snapshot.link);
  useEffect(() => client.subscribe(() => setLink(client.snapshot.link)), [client]);
  return (
    <main class="door arriving">
      <h1 class="sr">{words.product}</h1>
      <div role="status">
        <Mark size={40} />
        <p>{link === 'waiting' ? words.signIn.unreachable : words.signIn.checking}</p>
        {link === 'waiting' && (
          <button type="button" class="button" onClick={() => client.nudge()}>
            {words.line.tryNow}
          </button>
        )}
      </div>
    </main>
  );
}
