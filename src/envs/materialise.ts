import { mkdirSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { SpipError } from '../lib/spipError.ts';
import type { EnvironmentPlan, GeneratedFile } from '../model/environment.ts';
import type { Note } from '../model/storedWheel.ts';
import { FileLinker } from './fileLinker.ts';
import { generateFile } from './generateFile.ts';
import type { GenerationPlace, WrittenFiles } from './generateFile.ts';
import type { LinkMode } from './linkMode.ts';
import { usableBytecode } from './usableBytecode.ts';

/** One file of stored byte-code. */
export interface BytecodeFile {
  /** Relative to the prefix, inside a `__pycache__`. */
  readonly path: string;
  /** Absolute path in the store. */
  readonly source: string;
}

export interface MaterialiseOptions {
  readonly mode: LinkMode;
  /** Where the environment's processes see the prefix, if that is not where it lies. */
  readonly runtimePrefix?: string | undefined;
  /** What is not usable here is left out. */
  readonly bytecode?: readonly BytecodeFile[] | undefined;
}

/** An environment on disk. */
export interface Materialised {
  readonly plan: EnvironmentPlan;
  /** Absolute. */
  readonly prefix: string;
  /** How store files really came in; after a fall-back some may have come in otherwise. */
  readonly mode: LinkMode;
  /** What was linked of it. */
  readonly bytecode: readonly BytecodeFile[];
  /** Bytes of the generated files by path; links and the interpreter's copy are not among them. */
  readonly written: ReadonlyMap<string, Buffer>;
  readonly notes: readonly Note[];
}

// Files per turn of the event loop: about 10 ms of linking, so that signals and other cells are served in between.
const turn = 256;

/**
 * Writes an environment into a prefix that is new or empty.
 *
 * @throws SpipError `disk`: names the path that could not be written.
 */
export async function materialise(
  plan: EnvironmentPlan,
  prefix: string,
  options: MaterialiseOptions,
): Promise<Materialised> {
  const { mode, runtimePrefix = prefix } = options;
  const bytecode = usableBytecode(plan, options.bytecode ?? []);
  const linker = new FileLinker(mode);
  const written: WrittenFiles = new Map();
  const place: GenerationPlace = {
    prefix,
    python: `${runtimePrefix}/${plan.interpreter.paths.scripts}/python`,
    written,
  };
  const store = plan.files.filter((file) => file.kind === 'store');
  guard(prefix, () => mkdirSync(prefix, { recursive: true }));
  await inTurns(foldersOf([...plan.files, ...bytecode]), (folder) =>
    guard(`${prefix}/${folder}`, () => mkdirSync(`${prefix}/${folder}`, { recursive: true })),
  );
  await inTurns([...store, ...bytecode], ({ path, source }) =>
    guard(`${prefix}/${path}`, () => linker.link(source, `${prefix}/${path}`)),
  );
  await inTurns(inOrderOfNeed(plan), (file) =>
    guard(`${prefix}/${file.path}`, () => generateFile(file, place)),
  );
  return { plan, prefix, mode: linker.mode, bytecode, written, notes: linker.notes };
}

/** Folders of the files, each after the one it lies in. */
function foldersOf(files: readonly { readonly path: string }[]): readonly string[] {
  const folders = new Set<string>();
  for (const { path } of files) {
    let end = path.lastIndexOf('/');
    while (end > 0 && !folders.has(path.slice(0, end))) {
      folders.add(path.slice(0, end));
      end = path.lastIndexOf('/', end - 1);
    }
  }
  return [...folders].toSorted();
}

/** RECORD last: it holds the digests of the others. */
function inOrderOfNeed(plan: EnvironmentPlan): readonly GeneratedFile[] {
  const generated = plan.files.filter((file) => file.kind === 'generated');
  return [
    ...generated.filter((file) => file.content.kind !== 'record'),
    ...generated.filter((file) => file.content.kind === 'record'),
  ];
}

async function inTurns<T>(items: readonly T[], work: (item: T) => void): Promise<void> {
  for (let start = 0; start < items.length; start += turn) {
    if (start > 0) {
      await setImmediate();
    }
    items.slice(start, start + turn).forEach(work);
  }
}

function guard(path: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new SpipError('disk', `Failed to write the environment: \`${path}\`${reason}`, {
      cause: error,
    });
  }
}
