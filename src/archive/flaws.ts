import type { Note } from '../model/storedWheel.ts';

interface FlawMeaning {
  /** What follows the name of the archive in a sentence. */
  readonly text: string;
  /** The one of pip and uv that refuses such an archive; left out where both install it. */
  readonly refusedBy?: 'pip' | 'uv';
}

/** What may be odd about an archive that is installed all the same (`docs/inputs.md`, Imperfect archives). */
const meanings = {
  // RECORD
  'record-digest': { text: 'has files with other digests than its RECORD gives' },
  'record-missing': { text: 'has files that its RECORD does not list' },
  'record-extra': { text: 'has a RECORD that lists files which are not there' },
  'record-weak': { text: 'has a RECORD without strong digests for some files' },
  'record-size': { text: 'has files of other sizes than its RECORD gives' },
  'record-fields': { text: 'has a RECORD with rows that are not of three fields', refusedBy: 'uv' },
  // Names and kinds of entries
  'repeated-entry': { text: 'has entries more than once, with the same contents' },
  'similar-paths': { text: 'has paths that differ only in case or Unicode form' },
  'unclean-path': { text: 'has paths with empty or `.` segments' },
  'dotted-path': { text: 'has paths with `..`, which stay inside' },
  'foreign-path': { text: 'has paths with a backslash or a drive' },
  'git-path': { text: 'has paths with a segment `.git`' },
  'stale-name': { text: 'has Unicode names for other entries than those they stand at' },
  'encoded-name': { text: 'has names that are not marked as UTF-8', refusedBy: 'uv' },
  'link-entry': { text: 'has symbolic links, which become files that hold their targets' },
  'odd-mode': { text: 'has entries whose modes do not fit their kinds' },
  'folder-contents': { text: 'has folders with contents, which are dropped', refusedBy: 'uv' },
  'bzip2-entry': { text: 'has entries packed with bzip2', refusedBy: 'uv' },
  'zstd-entry': { text: 'has entries packed with zstd', refusedBy: 'pip' },
  // Parts of a wheel
  'data-folder': {
    text: 'has a `.data` folder that is spelled otherwise than its `.dist-info`, which pip spreads and uv leaves as it is',
  },
  'other-data': {
    text: 'has files below a name that ends with `.data` and is not its own',
    refusedBy: 'pip',
  },
  'wheel-version': { text: 'has a newer Wheel-Version than 1.0' },
  'wheel-version-form': {
    text: 'has a Wheel-Version below 1.0 or without a minor number',
    refusedBy: 'uv',
  },
  'metadata-encoding': { text: 'has a METADATA that is no UTF-8', refusedBy: 'pip' },
  'script-sections': {
    text: 'has an `entry_points.txt` that does not begin with a section',
    refusedBy: 'uv',
  },
  'script-repeated': { text: 'has an entry point or a section of them twice', refusedBy: 'uv' },
  'script-target': { text: 'has entry points whose modules are no identifiers', refusedBy: 'pip' },
  'script-folder': { text: 'has scripts whose names have a slash', refusedBy: 'uv' },
  'script-replaced': { text: 'has scripts that its entry points replace' },
  'tag-case': { text: 'has capitals in the tags of its name', refusedBy: 'uv' },
  // Headers of a tar
  'pax-binary': { text: 'has extended headers that are no text' },
  'pax-charset': { text: 'has extended headers that name a character set' },
  'pax-other-charset': {
    text: 'has extended headers in an unknown character set',
    refusedBy: 'uv',
  },
  'pax-number': { text: 'has extended headers with numbers that are none', refusedBy: 'uv' },
  'pax-repeated': { text: 'has extended headers that repeat a key', refusedBy: 'uv' },
  'pax-size': { text: 'has extended headers with other sizes than the headers behind them' },
  'encoded-member': { text: 'has names that are no UTF-8', refusedBy: 'uv' },
  'wide-number': { text: 'has numbers in base 256 without the magic of GNU', refusedBy: 'uv' },
  'signed-checksum': { text: 'has checksums of signed bytes', refusedBy: 'uv' },
  'tar-formats': { text: 'mixes POSIX and GNU headers', refusedBy: 'uv' },
  'tar-magic': { text: 'has headers without magic, from before POSIX', refusedBy: 'uv' },
  'sparse-file': { text: 'has sparse files, stored without their holes', refusedBy: 'uv' },
  'contiguous-file': { text: 'has contiguous files' },
  'slashed-file': {
    text: 'has names with a slash at their end that are no folders',
    refusedBy: 'uv',
  },
  'tar-end': { text: 'has no whole end marker', refusedBy: 'uv' },
  'trailing-data': { text: 'has data behind its end' },
  'gzip-checksum': { text: 'has a wrong checksum or length or none at the end of its gzip data' },
  'gzip-header': {
    text: 'has a checksum of the header of its gzip data',
    refusedBy: 'uv',
  },
  'gzip-members': { text: 'is packed as several gzip members', refusedBy: 'uv' },
  // Names and links of a tar
  'dotted-member': { text: 'has paths with `..`, which stay inside', refusedBy: 'uv' },
  'foreign-member': { text: 'has paths with a backslash or a colon', refusedBy: 'uv' },
  'link-through-link': { text: 'has symbolic links whose ways pass other ones' },
  'path-through-link': { text: 'has files whose ways pass symbolic links', refusedBy: 'uv' },
  'link-to-link': { text: 'has hard links to symbolic ones', refusedBy: 'uv' },
  'link-circle': { text: 'has symbolic links that lead round in circles', refusedBy: 'uv' },
  // Source distributions
  'no-top-folder': { text: 'has no top folder' },
  'dot-top-folder': { text: 'has `./` before its top folder', refusedBy: 'pip' },
  'old-format': { text: 'is neither `.tar.gz` nor `.zip`', refusedBy: 'uv' },
} as const satisfies Readonly<Record<string, FlawMeaning>>;

export type Flaw = keyof typeof meanings;

/** Collects what is odd about one archive. */
export class Flaws {
  readonly #archive: string;
  readonly #found = new Map<Flaw, Set<string>>();

  constructor(archive: string) {
    this.#archive = archive;
  }

  /** Notes a flaw once, with all paths (of the archive) that have it. */
  add(flaw: Flaw, path?: string): void {
    const paths = this.#found.get(flaw) ?? new Set();
    this.#found.set(flaw, paths);
    if (path !== undefined) {
      paths.add(path);
    }
  }

  /** One note for each flaw, naming the one of pip and uv that refuses the archive for it. */
  get notes(): readonly Note[] {
    return [...this.#found]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, paths]) => {
        const { text, refusedBy }: FlawMeaning = meanings[code];
        const refusal = refusedBy === undefined ? '' : `; ${refusedBy} refuses that`;
        return {
          code,
          text: `\`${this.#archive}\` ${text}${refusal}`,
          paths: [...paths].toSorted(),
        };
      });
  }
}
