// A text as the contract counts and carries it: Unicode scalar values, so no half surrogates.
export function scalars(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

export const wellFormed = (text: string) => text.replace(/\p{Surrogate}/gu, '\ufffd');

// What is sent of what was written: without empty lines before it and white space behind it; '' when nothing is left.
export function sendable(text: string): string {
  if (text.trim() === '') return '';
  return wellFormed(text)
    .replace(/^(?:[^\S\n]*\n)+/, '')
    .trimEnd();
}
