import { createHash, hash } from 'node:crypto';
import type { Flaws } from '../archive/flaws.ts';
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

/** Notes what RECORD says wrongly or not at all: the digest of the wheel itself has been checked. */
export class RecordCheck {
  readonly #rows: ReadonlyMap<string, RecordRow>;
  readonly #flaws: Flaws;
  readonly #seen = new Set<string>();

  constructor(rows: ReadonlyMap<string, RecordRow>, flaws: Flaws) {
    this.#rows = rows;
    this.#flaws = flaws;
  }

  row(path: string): RecordRow | undefined {
    return this.#rows.get(path);
  }

  check(path: string, size: number, digests: FileDigests): void {
    const row = this.#rows.get(path);
    this.#seen.add(path);
    if (row === undefined) {
      this.#flaws.add('record-missing', path);
      return;
    }
    if (digests.recorded === undefined || !strong.has(row.algorithm)) {
      this.#flaws.add('record-weak', path);
    }
    if (digests.recorded !== undefined && !equals(digests.recorded, row.digest)) {
      this.#flaws.add('record-digest', path);
    }
    if (row.size !== undefined && row.size !== size) {
      this.#flaws.add('record-size', path);
    }
  }

  /** Notes rows whose files never came. */
  finish(distInfo: string): void {
    const itself = `${distInfo}/RECORD`;
    for (const path of this.#rows.keys()) {
      if (!this.#seen.has(path) && !path.startsWith(itself) && !path.endsWith('/')) {
        this.#flaws.add('record-extra', path);
      }
    }
  }
}

function equals(digest: Buffer, written: string): boolean {
  return (
    digest.toString('base64url') === written.replaceAll('+', '-').replaceAll('/', '_') ||
    digest.toString('hex') === written.toLowerCase()
  );
}
