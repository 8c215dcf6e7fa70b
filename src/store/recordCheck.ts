import { createHash, hash } from 'node:crypto';
import type { Note } from '../model/storedWheel.ts';
import type { RecordRow } from './recordFile.ts';

const strong = new Set(['sha256', 'sha384', 'sha512']);
const weak = new Set(['md5', 'sha1', 'sha224']);

/** Digests of one file: always its sha256, and whatever its row of RECORD asks for. */
export interface FileDigests {
  readonly sha256: string;
  readonly recorded: Buffer | undefined;
}

/** Digests of bytes that lie in memory. */
export function digestBytes(bytes: Uint8Array, row: RecordRow | undefined): FileDigests {
  const sha256 = hash('sha256', bytes, 'hex');
  const algorithm = checkedAlgorithm(row);
  const other = algorithm !== undefined && algorithm !== 'sha256';
  return {
    sha256,
    recorded: other
      ? hash(algorithm, bytes, 'buffer')
      : algorithm === undefined
        ? undefined
        : Buffer.from(sha256, 'hex'),
  };
}

/** Digests of bytes that pass by in pieces. */
export function digestStream(row: RecordRow | undefined): {
  update(piece: Uint8Array): void;
  end(): FileDigests;
} {
  const algorithm = checkedAlgorithm(row);
  const own = createHash('sha256');
  const other =
    algorithm === undefined || algorithm === 'sha256' ? undefined : createHash(algorithm);
  return {
    update: (piece) => {
      own.update(piece);
      other?.update(piece);
    },
    end: () => {
      const sha256 = own.digest();
      return {
        sha256: sha256.toString('hex'),
        recorded: other?.digest() ?? (algorithm === undefined ? undefined : sha256),
      };
    },
  };
}

function checkedAlgorithm(row: RecordRow | undefined): string | undefined {
  return row !== undefined && (strong.has(row.algorithm) || weak.has(row.algorithm))
    ? row.algorithm
    : undefined;
}

/** Collects what RECORD says wrongly or not at all; a wrong digest is returned as a broken rule. */
export class RecordCheck {
  readonly #rows: ReadonlyMap<string, RecordRow>;
  readonly #itself: string;
  readonly #seen = new Set<string>();
  readonly #missing: string[] = [];
  readonly #weak: string[] = [];
  readonly #sizes: string[] = [];

  constructor(rows: ReadonlyMap<string, RecordRow>, distInfo: string) {
    this.#rows = rows;
    this.#itself = `${distInfo}/RECORD`;
  }

  row(path: string): RecordRow | undefined {
    return this.#rows.get(path);
  }

  /** The rule that the file breaks, or `undefined`. */
  check(path: string, size: number, digests: FileDigests): string | undefined {
    const row = this.#rows.get(path);
    this.#seen.add(path);
    if (row === undefined) {
      this.#missing.push(path);
      return undefined;
    }
    if (digests.recorded === undefined || !strong.has(row.algorithm)) {
      this.#weak.push(path);
    }
    if (digests.recorded !== undefined && !equals(digests.recorded, row.digest)) {
      return `its ${row.algorithm} is \`${digests.recorded.toString('base64url')}\` and RECORD says \`${row.digest}\``;
    }
    if (row.size !== undefined && row.size !== size) {
      this.#sizes.push(path);
    }
    return undefined;
  }

  notes(): readonly Note[] {
    const extra = [...this.#rows.keys()].filter(
      (path) => !this.#seen.has(path) && !path.startsWith(this.#itself) && !path.endsWith('/'),
    );
    const found: readonly (readonly [string, string, readonly string[]])[] = [
      ['record-missing', 'RECORD does not list files of the wheel', this.#missing],
      ['record-extra', 'RECORD lists files that the wheel does not have', extra],
      ['record-weak', 'RECORD has no strong digest for files of the wheel', this.#weak],
      ['record-size', 'RECORD gives wrong sizes for files of the wheel', this.#sizes],
    ];
    return found
      .filter(([, , paths]) => paths.length > 0)
      .map(([code, text, paths]) => ({ code, text, paths: paths.toSorted() }));
  }
}

function equals(digest: Buffer, written: string): boolean {
  return (
    digest.toString('base64url') === written.replaceAll('+', '-').replaceAll('/', '_') ||
    digest.toString('hex') === written.toLowerCase()
  );
}
