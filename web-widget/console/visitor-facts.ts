// What a visitor's browser told, made fit to be shown.

// Only an address of the web becomes a link; its text leaves out what every address begins with.
export function linkOf(url: string): { href: string; text: string } | null {
  if (!URL.canParse(url)) return null;
  const { protocol, href, host, pathname, search } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') return null;
  const rest = `${pathname === '/' ? '' : pathname}${search}`;
  return { href, text: `${host}${readable(rest)}` };
}

function readable(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

// de-AT → German (Austria), in the reader's language.
export function languageOf(locale: string, reader?: string): string {
  try {
    return new Intl.DisplayNames(reader, { type: 'language' }).of(locale) ?? locale;
  } catch {
    return locale;
  }
}
