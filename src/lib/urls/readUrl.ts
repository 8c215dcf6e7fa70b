import { showUrl } from './showUrl.ts';

/** A URL; `undefined` for what is none, or what may be none because a password in it is not escaped. */
export function readUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) {
    return undefined;
  }
  const url = new URL(text);
  const isPlain = url.username === '' && url.password === '';
  return isPlain && showUrl(text).includes('://***@') ? undefined : url;
}

/** The way out for what `readUrl` refuses for its user name or password; `undefined` for anything else. */
export function urlHint(text: string): string | undefined {
  return /:\/\/.*@/s.test(text)
    ? 'write `/`, `:`, `?`, `#` and `@` in user name and password as `%2F`, `%3A`, `%3F`, `%23` and `%40`'
    : undefined;
}
