import type { Credentials } from '../../model/settings.ts';

/**
 * Variables that tell git who asks, for every request to the server of a repository over http; nothing of it stands in
 * its arguments, in the clone or with the user's credential helpers. Without a password git gets it where it usually does.
 */
export function gitCredentials(
  url: string,
  credentials: Credentials | undefined,
): Readonly<Record<string, string>> {
  if (credentials === undefined) {
    return {};
  }
  const { username, password } = credentials;
  const { origin } = new URL(url);
  const [key, value] =
    password === ''
      ? [`credential.${origin}.username`, username]
      : [
          `http.${origin}/.extraHeader`,
          `Authorization: Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
        ];
  return { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: key, GIT_CONFIG_VALUE_0: value };
}
