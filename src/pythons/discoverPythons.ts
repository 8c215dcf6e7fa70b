import { allEnded } from '../lib/allEnded.ts';
import { Limit } from '../lib/limit.ts';
import type { BrokenInterpreter, Interpreter } from '../model/interpreter.ts';
import { comparePythons } from './comparePythons.ts';
import { examineExecutable } from './examineExecutable.ts';
import type { Examined } from './examineExecutable.ts';
import { followCandidate } from './followCandidate.ts';
import type { Followed } from './followCandidate.ts';
import { followNamed } from './followNamed.ts';
import { listCandidates } from './listCandidates.ts';
import { openProbeCache } from './probeCache.ts';
import { pythonPlaces } from './pythonPlaces.ts';

export interface DiscoverOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly cwd: string;
  readonly cacheDir: string;
  /** Folder for unfinished files, on the cache's file system; beside the finished ones if left out. */
  readonly temporary?: string | undefined;
  /** spip's own data directory, if it may hold Pythons. */
  readonly dataDir?: string | undefined;
  /** Paths that the user named: executables, prefixes or virtual environments; relative ones to `cwd`. */
  readonly named?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly platform?: NodeJS.Platform | undefined;
  /** Where the system's directories hang; `/` unless a test says otherwise. */
  readonly systemRoot?: string | undefined;
  readonly probeTimeoutMs?: number | undefined;
  /** Milliseconds since 1970; the real clock unless a test says otherwise. */
  readonly now?: (() => number) | undefined;
}

export interface FoundPythons {
  /** CPython before PyPy, oldest first; each executable once. */
  readonly interpreters: readonly Interpreter[];
  /** By path. */
  readonly broken: readonly BrokenInterpreter[];
  /** Those of them that only did not answer in time, which is remembered for an hour. */
  readonly silent: readonly BrokenInterpreter[];
  /** Each named path, as written, with the executable that it leads to, or why it leads nowhere. */
  readonly named: ReadonlyMap<string, NamedPython>;
}

type NamedPython =
  | { readonly kind: 'executable'; readonly path: string }
  | { readonly kind: 'broken'; readonly reason: string };

type Candidate = Followed & { readonly source: string };
type Executable = Extract<Candidate, { kind: 'executable' }>;

/** Finds every Python of this machine and asks each once; broken ones are reported, never fatal. */
export async function discoverPythons(options: DiscoverOptions): Promise<FoundPythons> {
  const named = (options.named ?? []).map((text) => followNamed(text, options));
  const candidates = [
    ...followListed(options),
    ...named.map((each) => ({ ...each, source: 'named' })),
  ];
  const files = uniqueByPath(candidates.filter((each) => each.kind === 'executable'));
  const examined = await examineAll(files, options);
  const failed = [...examined.values()].filter((each) => each.kind === 'broken');
  const broken = [...candidates.filter((each) => each.kind === 'broken'), ...failed].map(toBroken);
  const interpreters = [...examined.values()]
    .filter((each) => each.kind === 'python')
    .map((each) => each.interpreter);
  return {
    interpreters: uniqueBy(interpreters, (each) => each.executable).toSorted(comparePythons),
    broken: uniqueByPath(broken).toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    silent: uniqueByPath(failed.filter(({ isSilent }) => isSilent).map(toBroken)),
    named: new Map(
      named.map((each, index) => [options.named?.[index] ?? '', outcomeOf(each, examined)]),
    ),
  };
}

function toBroken({ path, source, reason }: BrokenInterpreter): BrokenInterpreter {
  return { path, source, reason };
}

function followListed(options: DiscoverOptions): readonly Candidate[] {
  const places = pythonPlaces({
    env: options.env,
    home: options.home,
    dataDir: options.dataDir,
    platform: options.platform ?? process.platform,
    systemRoot: options.systemRoot ?? '/',
  });
  return listCandidates(places).map(({ path, source }) => ({ ...followCandidate(path), source }));
}

async function examineAll(
  files: readonly Executable[],
  options: DiscoverOptions,
): Promise<ReadonlyMap<string, Examined>> {
  const cache = openProbeCache(options, options.now ?? Date.now);
  // Most of a probe is waiting for the disk, and one that hangs must not hold up the others.
  const limit = new Limit(16);
  const timeoutMs = options.probeTimeoutMs ?? 10_000;
  const pairs = await allEnded(
    files.map(async (file) => {
      const examine = (): Promise<Examined> =>
        examineExecutable(file, { cache, timeoutMs, signal: options.signal });
      return [file.path, await limit.run(examine)] as const;
    }),
  );
  return new Map(pairs);
}

function outcomeOf(followed: Followed, examined: ReadonlyMap<string, Examined>): NamedPython {
  if (followed.kind === 'broken') {
    return { kind: 'broken', reason: followed.reason };
  }
  const found = examined.get(followed.path);
  if (found?.kind === 'python') {
    return { kind: 'executable', path: found.interpreter.executable };
  }
  const shim = 'is a shim, whose answer depends on the folder it is started in';
  return { kind: 'broken', reason: found?.kind === 'broken' ? found.reason : shim };
}

function uniqueByPath<T extends { readonly path: string }>(items: readonly T[]): readonly T[] {
  return uniqueBy(items, (item) => item.path);
}

function uniqueBy<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
  const first = new Map<string, T>();
  for (const item of items) {
    first.set(key(item), first.get(key(item)) ?? item);
  }
  return [...first.values()];
}
