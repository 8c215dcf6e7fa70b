import { mkdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { EnvironmentPlan, GeneratedFile } from '../model/environment.ts';
import { eachPath, foldersOf } from './eachPath.ts';
import { FileLinker } from './fileLinker.ts';
import { generateFile } from './generateFile.ts';
import type { GenerationPlace, WrittenFiles } from './generateFile.ts';
import type { LinkMode } from './linkMode.ts';
import type { BytecodeFile, Materialised } from './materialised.ts';
import { reuseEnvironment } from './reuseEnvironment.ts';
import type { SharedFiles } from './reuseEnvironment.ts';
import { usableBytecode } from './usableBytecode.ts';

export interface MaterialiseOptions {
  readonly mode: LinkMode;
  /** Where the environment's processes see the prefix, if that is not where it lies. */
  readonly runtimePrefix?: string | undefined;
  /** What is not usable here is left out. */
  readonly bytecode?: readonly BytecodeFile[] | undefined;
  /** Becomes the new environment, so that what both have in common is not made again. It must be as it was made. */
  readonly previous?: Materialised | undefined;
}

/**
 * Writes an environment into a prefix that is new or empty; with a previous one, into one that does not exist yet.
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
  const next = { plan, prefix, runtimePrefix, mode, bytecode };
  const shared =
    (options.previous && (await reuseEnvironment(options.previous, next))) ??
    (await makeFolders(next));
  const written: WrittenFiles = new Map(shared.written);
  const place: GenerationPlace = {
    prefix,
    python: `${runtimePrefix}/${plan.interpreter.paths.scripts}/python`,
    written,
  };
  const isNew = ({ path }: { readonly path: string }): boolean => !shared.paths.has(path);
  const stored = [...plan.files.filter((file) => file.kind === 'store'), ...bytecode];
  await eachPath(prefix, stored.filter(isNew), ({ source }, target) => linker.link(source, target));
  await eachPath(prefix, inOrderOfNeed(plan).filter(isNew), (file) => generateFile(file, place));
  return { ...next, mode: linker.mode, written, notes: linker.notes };
}

async function makeFolders({
  plan,
  prefix,
  bytecode,
}: Pick<Materialised, 'plan' | 'prefix' | 'bytecode'>): Promise<SharedFiles> {
  const make = (_: unknown, target: string): void => {
    mkdirSync(target, { recursive: true });
  };
  await eachPath(dirname(prefix), [{ path: basename(prefix) }], make);
  const folders = foldersOf([...plan.files, ...bytecode]);
  await eachPath(
    prefix,
    folders.map((path) => ({ path })),
    make,
  );
  return { paths: new Set(), written: new Map() };
}

/** RECORD last: it holds the digests of the others. */
function inOrderOfNeed(plan: EnvironmentPlan): readonly GeneratedFile[] {
  const generated = plan.files.filter((file) => file.kind === 'generated');
  return [
    ...generated.filter((file) => file.content.kind !== 'record'),
    ...generated.filter((file) => file.content.kind === 'record'),
  ];
}
