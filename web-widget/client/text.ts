// The contract's text: 1 to 4000 Unicode scalar values, not only white space, kept byte for byte.
export const mostCharacters = 4000;

export function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

// Why it cannot be sent, or null.
export function faultOf(text: string, most = mostCharacters): 'empty' | 'long' | null {
  if (/^[\s\u0085]*$/.test(text)) return 'empty';
  return lengthOf(text) > most ? 'long' : null;
}

// Half a character (an unpaired surrogate) cannot stand in a frame.
export function wellFormed(text: string): string {
  return text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD');
}
