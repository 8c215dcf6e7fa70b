import { hash } from 'node:crypto';

/** A git object as git itself would store it. */
export interface GitObject {
  /** Hex SHA-1 of `bytes`. */
  readonly id: string;
  /** Header and contents, not compressed: `blob 3\0abc`. */
  readonly bytes: Buffer;
}

export interface TreeEntry {
  /** A plain file name; all entries are ordinary files. */
  readonly name: string;
  readonly id: string;
}

export interface CommitSpec {
  readonly tree: string;
  readonly parents: readonly string[];
  /** Without the final newline. */
  readonly message: string;
}

// One person and one moment for all commits, so that their ids are equal on every machine.
const person = 'spip <spip@localhost> 946684800 +0000';

/** The blob that holds a text as UTF-8 (gitformat-loose, git-hash-object). */
export function gitBlob(text: string): GitObject {
  return gitObject('blob', Buffer.from(text));
}

/** The tree of one folder of ordinary files, in git's order. */
export function gitTree(entries: readonly TreeEntry[]): GitObject {
  const rows = entries
    .map(({ name, id }) => ({ name: Buffer.from(name), id }))
    .toSorted((a, b) => Buffer.compare(a.name, b.name));
  return gitObject(
    'tree',
    Buffer.concat(
      rows.flatMap(({ name, id }) => [
        Buffer.from('100644 '),
        name,
        Buffer.of(0),
        Buffer.from(id, 'hex'),
      ]),
    ),
  );
}

/** A commit with the fixed author, committer and date of the ledger. */
export function gitCommit({ tree, parents, message }: CommitSpec): GitObject {
  const lines = [
    `tree ${tree}`,
    ...parents.map((parent) => `parent ${parent}`),
    `author ${person}`,
    `committer ${person}`,
    '',
    message,
    '',
  ];
  return gitObject('commit', Buffer.from(lines.join('\n')));
}

function gitObject(kind: string, contents: Buffer): GitObject {
  const bytes = Buffer.concat([Buffer.from(`${kind} ${contents.length}\0`), contents]);
  return { id: hash('sha1', bytes), bytes };
}
