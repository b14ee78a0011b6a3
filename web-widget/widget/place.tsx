// The place in the queue for ears: told when it is first known, and then as it stands at most every half minute, so
// that a queue that moves does not talk without end.
import { useEffect, useRef, useState } from 'preact/hooks';

const quiet = 30_000;

export function Spoken({ text }: { text: string }) {
  const [said, setSaid] = useState('');
  const last = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (text === said) return;
    const say = () => {
      if (text) last.current = performance.now();
      setSaid(text);
    };
    // Silence needs no waiting.
    const timer = setTimeout(say, text ? Math.max(0, last.current + quiet - performance.now()) : 0);
    return () => clearTimeout(timer);
  }, [text, said]);
  return (
    <span class="sr" role="status">
      {said}
    </span>
  );
}
