/**
 * A URL for files that go to others, such as locks: without credentials and without what its query has that names a
 * secret. The name of an ssh user is none: without it nobody could clone again.
 */
export function publicUrl(text: string): string {
  if (!URL.canParse(text)) {
    return text;
  }
  const url = new URL(text);
  const names = [...url.searchParams.keys()].filter((name) => secretName.test(name));
  names.forEach((name) => url.searchParams.delete(name));
  url.password = '';
  if (!url.protocol.endsWith('ssh:')) {
    url.username = '';
  }
  // As it was written, where nothing is left out.
  return url.href === new URL(text).href ? text : url.href;
}

const secretName = /auth|cred|jwt|key|pass|pwd|secret|session|sig|token/i;
