// A text as the contract counts and carries it: Unicode scalar values, so no half surrogates.
export function scalars(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

// What is sent of what was written: without empty lines before it and white space behind it; '' when nothing is left.
export function sendable(text: string): string {
  if (text.trim() === '') return '';
  return text
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(/^(?:[^\S\n]*\n)+/, '')
    .trimEnd();
}
