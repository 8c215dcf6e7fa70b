import type { LockedPackage } from '../model/lock.ts';
import type { Note, StoredWheel } from '../model/storedWheel.ts';

/** What a wheel built on this machine was made from; together its identity. */
export interface BuiltFrom {
  /** Hex sha256 of the source distribution. */
  readonly sdistSha256: string;
  /** Hex sha256 of the resolved set of its build requirements. */
  readonly buildLock: string;
  /** The Python that built it, without any path, for example `cpython-3.11.7-linux-x86_64`. */
  readonly interpreter: string;
}

/** One distribution to install, with the wheel that brings its files. */
export interface Distribution {
  readonly wheel: StoredWheel;
  readonly locked: LockedPackage;
  /** `undefined`: the wheel is the locked file itself. */
  readonly built?: BuiltFrom | undefined;
  /** What is odd about the source distribution that the wheel was built from. */
  readonly notes?: readonly Note[] | undefined;
}

/** The environment's lock as it stands in the ledger: sorted by name, no URL and no path. */
export function lockText(distributions: readonly Distribution[]): string {
  const packages = distributions
    .toSorted((a, b) => (a.locked.name < b.locked.name ? -1 : 1))
    .map(({ wheel, locked, built }) => ({
      name: locked.name,
      version: locked.version,
      file: locked.file.filename,
      sha256: built === undefined ? wheel.sha256 : built.sdistSha256,
      ...(built === undefined
        ? {}
        : {
            built: {
              file: wheel.filename,
              sha256: wheel.sha256,
              build_lock: built.buildLock,
              interpreter: built.interpreter,
            },
          }),
    }));
  return `${JSON.stringify({ schema_version: 1, packages }, undefined, 2)}\n`;
}
