import type { Credentials } from '../../model/settings.ts';

/** What a netrc file says: by machine, and the `default` entry. */
export interface Netrc {
  readonly machines: ReadonlyMap<string, Credentials>;
  readonly fallback: Credentials | undefined;
}

/** Reads the netrc format: tokens separated by white space, quotes, comments, `macdef` up to an empty line. */
export function parseNetrc(text: string): Netrc {
  const machines = new Map<string, Credentials>();
  let fallback: Credentials | undefined;
  for (const entry of entriesOf(tokensOf(text))) {
    if (entry.machine === undefined) {
      fallback ??= credentialsOf(entry.fields);
    } else if (!machines.has(entry.machine)) {
      machines.set(entry.machine, credentialsOf(entry.fields));
    }
  }
  return { machines, fallback };
}

interface Entry {
  /** `undefined` for `default`. */
  readonly machine: string | undefined;
  readonly fields: Map<string, string>;
}

function entriesOf(tokens: readonly string[]): readonly Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at < tokens.length;) {
    const word = tokens[at] ?? '';
    const value = tokens[at + 1] ?? '';
    if (word === 'default') {
      entries.push({ machine: undefined, fields: new Map() });
      at += 1;
      continue;
    }
    if (word === 'machine') {
      entries.push({ machine: value, fields: new Map() });
    } else {
      entries.at(-1)?.fields.set(word, value);
    }
    at += 2;
  }
  return entries;
}

function credentialsOf(fields: ReadonlyMap<string, string>): Credentials {
  return {
    username: fields.get('login') ?? fields.get('user') ?? '',
    password: fields.get('password') ?? '',
  };
}

function tokensOf(text: string): readonly string[] {
  const plain = text
    .replaceAll(/^\s*macdef\b[\s\S]*?(?:\n\s*\n|$(?![\s\S]))/gm, '')
    .replaceAll(/^\s*#.*$/gm, '');
  return (plain.match(/"(?:\\.|[^"\\])*"|\S+/g) ?? []).map((token) =>
    token.startsWith('"') ? token.slice(1, -1).replaceAll(/\\(.)/g, '$1') : token,
  );
}
