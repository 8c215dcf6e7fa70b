/**
 * What is one URL, or a requirement that ends in one, fit to be shown: without user name and password, and without the
 * query, which may hold a token. Also where the URL is malformed, as by a `/` in a password: where it cannot be known what
 * is secret, more is hidden rather than less.
 */
export function showUrl(url: string | URL): string {
  const text = String(url);
  if (!scheme.test(text)) {
    return text.replace(/^[^\s@/:]*:.*@/s, '***@');
  }
  return shown(text);
}

// With one slash as well: that is what becomes of a URL that was taken for a path.
const scheme = /([a-z][a-z0-9+.-]*):\/\/|((?:git\+)?(?:https?|ssh)):\//i;

function shown(text: string): string {
  const found = scheme.exec(text);
  if (found === null) {
    return text;
  }
  const [start, kind = found[2] ?? ''] = found;
  const at = found.index + start.length;
  const before = text.slice(0, at);
  const rest = text.slice(at);
  const secret = secretLength(rest, kind);
  const open = rest.slice(secret);
  const end = open.search(/\s/);
  const [one, others] = end < 0 ? [open, ''] : [open.slice(0, end), open.slice(end)];
  return `${before}${secret > 0 ? '***@' : ''}${one.replace(/\?(?!\*\*\*)[^#]+/, '?***')}${shown(others)}`;
}

/** How much of what stands behind `//` belongs to user name and password, their `@` included. */
function secretLength(rest: string, kind: string): number {
  const authority = /^[^\s/?#]*/.exec(rest)?.[0] ?? '';
  const inside = authority.lastIndexOf('@') + 1;
  if (inside > 0 || kind === 'file') {
    return inside;
  }
  const host = /^(?:\[[^\]]*\]|[^:]*)(?::\d*)?$/.exec(authority);
  if (host === null) {
    // No host has such a port: what stands before the last `@` is a password with a slash in it.
    return rest.lastIndexOf('@') + 1 || authority.length;
  }
  return passwordInPath(/^\S*/.exec(rest)?.[0] ?? '', kind, authority);
}

/** The same where a password may begin like a port: `user:12/34@host`. */
function passwordInPath(path: string, kind: string, authority: string): number {
  const last = path.lastIndexOf('@') + 1;
  const behind = path.slice(last);
  const looksLikeHost =
    authority.includes(':') &&
    (kind.startsWith('git+') ? /^[^/]*[.:][^/]*\// : /^[^/]*[.:]/).test(behind);
  const isHost = /[.\]]|^localhost(?::|$)/.test(authority);
  if (
    last > 0 &&
    (looksLikeHost || (!isHost && (behind.includes('/') || !kind.startsWith('git+'))))
  ) {
    return last;
  }
  // In front of the revision of a repository there may be one more.
  return last > 0 && kind.startsWith('git+')
    ? passwordInPath(path.slice(0, last - 1), 'git', authority)
    : 0;
}
