// Web addresses within a text, as parts to be made into nodes: text stays text, and only http and https become links.
export type Part = string | { readonly href: string; readonly text: string };

const address = /\bhttps?:\/\/[^\s<>"']+/gi;
const trailing = /[.,;:!?)\]}]+$/; // more likely the sentence's than the address's

export function linkify(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const match of text.matchAll(address)) {
    const found = match[0].replace(trailing, '');
    if (!URL.canParse(found)) continue;
    if (match.index > from) parts.push(text.slice(from, match.index));
    parts.push({ href: new URL(found).href, text: found });
    from = match.index + found.length;
  }
  if (from < text.length || parts.length === 0) parts.push(text.slice(from));
  return parts;
}
