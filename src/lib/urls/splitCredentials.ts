import { decodePercent } from './decodePercent.ts';

/** A URL with its credentials, decoded, taken out, and its fragment left out. */
export function splitCredentials(url: URL): {
  readonly bare: string;
  readonly credentials: { readonly username: string; readonly password: string } | undefined;
} {
  const { username, password } = url;
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  bare.hash = '';
  return {
    bare: bare.href,
    credentials:
      username === '' && password === ''
        ? undefined
        : { username: decodePercent(username), password: decodePercent(password) },
  };
}
