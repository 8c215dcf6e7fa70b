import { mkdirSync, renameSync, unlinkSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { removeTree } from '../lib/files/removeTree.ts';
import type { EnvironmentFile } from '../model/environment.ts';
import { eachPath, foldersOf } from './eachPath.ts';
import type { Materialised } from './materialised.ts';

/** What is there already and need not be made. */
export interface SharedFiles {
  /** Relative to the prefix. */
  readonly paths: ReadonlySet<string>;
  /** Bytes of the generated ones. */
  readonly written: ReadonlyMap<string, Buffer>;
}

type NextEnvironment = Omit<Materialised, 'written' | 'notes'>;

/**
 * Moves an environment that nobody needs any more, and that is as it was made, to the prefix of the next one, and leaves
 * of it what both have in common: most of it where only one package differs. All folders of the next one are there then.
 * `undefined`, and nothing is touched, where the two do not go together.
 *
 * @throws SpipError `disk`
 */
export async function reuseEnvironment(
  previous: Materialised,
  next: NextEnvironment,
): Promise<SharedFiles | undefined> {
  if (!goTogether(previous, next)) {
    return undefined;
  }
  const { prefix } = next;
  await eachPath(dirname(prefix), [{ path: basename(prefix) }], (_, target) =>
    renameSync(previous.prefix, target),
  );
  const paths = sharedPaths(previous, next);
  const old = [...previous.plan.files, ...previous.bytecode];
  const stale = old.filter(({ path }) => !paths.has(path));
  await eachPath(prefix, stale, (_, target) => unlinkSync(target));
  await refit(prefix, {
    had: foldersOf(old),
    wanted: foldersOf([...next.plan.files, ...next.bytecode]),
  });
  const written = [...previous.written].filter(([path]) => paths.has(path));
  return { paths, written: new Map(written) };
}

/** After a fall-back to copies nobody knows which files are linked. */
function goTogether(previous: Materialised, next: NextEnvironment): boolean {
  return (
    previous.plan.interpreter.build === next.plan.interpreter.build &&
    previous.runtimePrefix === next.runtimePrefix &&
    previous.mode === next.mode &&
    previous.notes.length === 0
  );
}

function sharedPaths(previous: Materialised, next: NextEnvironment): ReadonlySet<string> {
  const files = new Map(previous.plan.files.map((file) => [file.path, file]));
  const bytecode = new Map(previous.bytecode.map(({ path, source }) => [path, source]));
  const paths = new Set([
    ...next.plan.files.filter((file) => isSame(files.get(file.path), file)).map(({ path }) => path),
    ...next.bytecode
      .filter(({ path, source }) => bytecode.get(path) === source)
      .map(({ path }) => path),
  ]);
  // A RECORD holds the digests of files that another distribution may have brought this time.
  for (const file of next.plan.files) {
    if (
      file.kind === 'generated' &&
      file.content.kind === 'record' &&
      file.content.generated.some(({ path }) => !paths.has(path))
    ) {
      paths.delete(file.path);
    }
  }
  return paths;
}

function isSame(a: EnvironmentFile | undefined, b: EnvironmentFile): boolean {
  if (a?.kind === 'store' && b.kind === 'store') {
    return a.source === b.source;
  }
  return (
    a === b ||
    (a?.kind === 'generated' &&
      b.kind === 'generated' &&
      a.executable === b.executable &&
      isDeepStrictEqual(a.content, b.content))
  );
}

interface Folders {
  readonly had: readonly string[];
  readonly wanted: readonly string[];
}

/** Folders that are empty now become those that are missing; the others go. */
async function refit(prefix: string, { had, wanted }: Folders): Promise<void> {
  const before = new Set(had);
  const after = new Set(wanted);
  // Deepest first: what lies in a folder comes before it.
  const empty = had.filter((folder) => !after.has(folder)).toReversed();
  const missing = wanted.filter((folder) => !before.has(folder));
  await eachPath(
    prefix,
    missing.map((path) => ({ path })),
    (_, target) => {
      const folder = empty.shift();
      if (folder === undefined) {
        mkdirSync(target);
      } else {
        renameSync(`${prefix}/${folder}`, target);
      }
    },
  );
  for (const folder of empty) {
    await removeTree(`${prefix}/${folder}`);
  }
}
