// What a stranger wrote, made safe to show: text nodes and links, nothing else, in a direction of its own, so that no
// writing can turn round or leave its place.
import type { ComponentChildren } from 'preact';
import { type Part, linkify } from '../client/linkify.ts';

export function Text({ text }: { text: string }) {
  return (
    <p class="text" data-text="" dir="auto">
      {linkify(text).map((part: Part, i) =>
        typeof part === 'string' ? (
          part
        ) : (
          <a key={i} href={part.href} target="_blank" rel="noopener noreferrer nofollow ugc">
            {breakable(part.text)}
          </a>
        ),
      )}
    </p>
  );
}

// A long address breaks behind its marks before it breaks within a word.
function breakable(address: string): ComponentChildren[] {
  return address.split(/(?<=[/?&=._-])(?=\w)/).flatMap((piece, i) => (i === 0 ? [piece] : [<wbr key={i} />, piece]));
}
