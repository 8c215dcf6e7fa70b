import { constants } from 'node:os';
import type { TestPlan } from '../testPlan.ts';

/** What is known of an exception, or of what a command printed last. */
export interface Raised {
  readonly text: string;
  /** Names of modules that were missing. */
  readonly missing: readonly string[];
  /** What the system, or its resolver of names, said. */
  readonly errno: number | undefined;
}

type Surroundings = Pick<TestPlan, 'python' | 'isolation' | 'folders' | 'doors'>;

/** What a failure says about this machine rather than about the release; it changes no verdict. */
export function surroundingsHint(raised: Raised, around: Surroundings): string | undefined {
  return (
    lackHint(raised, around) ??
    libraryHint(raised, around) ??
    networkHint(raised, around) ??
    readOnlyHint(raised, around)
  );
}

/** The same from the output of a command. */
export function readRaised(output: string): Raised {
  const errno = /\[Errno (-?\d+)\]/.exec(output)?.[1];
  return {
    text: output,
    missing: [...output.matchAll(/No module named '?([\w.]+)/g)].map(([, name = '']) => name),
    errno: errno === undefined ? undefined : Number(errno),
  };
}

function lackHint({ missing }: Raised, { python }: Surroundings): string | undefined {
  // `_ssl` is what `ssl` is made of, `Tkinter` the old name of `tkinter`.
  const names = missing.map((name) => (name.split('.')[0] ?? '').replace(/^_/, '').toLowerCase());
  const lacked =
    python.lacks.find((name) => names.includes(name.replace(/^_/, ''))) ??
    missing.find((name) => compiled.has(name));
  return lacked === undefined
    ? undefined
    : `this Python was built without \`${lacked}\`, or its system keeps that in another package: \`spip python list\` shows which ones have it`;
}

/** Of the standard library as well, wherever its libraries were there when the Python was built; nothing else has these names. */
const compiled: ReadonlySet<string> = new Set([
  '_bz2',
  '_ctypes',
  '_curses',
  '_curses_panel',
  '_dbm',
  '_elementtree',
  '_gdbm',
  '_hashlib',
  '_lzma',
  '_posixshmem',
  '_sqlite3',
  '_ssl',
  '_tkinter',
  '_uuid',
  'pyexpat',
  'readline',
  'zlib',
]);

function libraryHint({ text }: Raised, { isolation }: Surroundings): string | undefined {
  const version = /version [`']([\w.]+)' not found \(required by/.exec(text)?.[1];
  if (version !== undefined) {
    return `the system’s own libraries are older than this build, which wants \`${version}\`: another system, or another release`;
  }
  const library =
    /([^\s'":/]+): cannot open shared object file/.exec(text)?.[1] ??
    /Error loading shared library ([^\s'":/]+)/.exec(text)?.[1];
  if (library === undefined) {
    return undefined;
  }
  const beside =
    isolation.level === 'none' ? '' : '; outside of the system’s folders `--sandbox off` shows it';
  return `\`${library}\` is a library of the system, not of the release: install it${beside}`;
}

/** The way out where a test wants more of a network than its cell has. */
export const noNetwork =
  'there is no network in the sandbox beside a loopback: `--network host` opens that of this machine';

// `socket.gaierror` has numbers of its own: no such name, and no answer.
const unreachable = new Set([constants.errno.ENETUNREACH, constants.errno.ENETDOWN, -2, -3]);

function networkHint({ errno }: Raised, { doors }: Surroundings): string | undefined {
  return errno !== undefined && doors.network !== 'host' && unreachable.has(errno)
    ? noNetwork
    : undefined;
}

function readOnlyHint(
  { errno, text }: Raised,
  { isolation, folders: { env, cell } }: Surroundings,
): string | undefined {
  if (!text.includes(`${isolation.seen(env, cell)}/`)) {
    return undefined;
  }
  switch (errno) {
    case constants.errno.EROFS:
      return isolation.level === 'none' || isolation.hasLayer
        ? undefined
        : 'the sandbox keeps environments read-only on this machine: `--sandbox off` lets a release write beside itself';
    case constants.errno.EACCES:
      return 'the files of wheels are read-only, since environments share them; pip would have left them writable';
    default:
      return undefined;
  }
}
