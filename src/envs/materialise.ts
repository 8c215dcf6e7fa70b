import { mkdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { EnvironmentPlan, GeneratedFile } from '../model/environment.ts';
import { eachPath, foldersOf } from './eachPath.ts';
import { FileLinker } from './fileLinker.ts';
import { generateFile } from './generateFile.ts';
import type { GenerationPlace, WrittenFiles } from './generateFile.ts';
import type { LinkMode } from './linkMode.ts';
import type { BytecodeFile, Materialised } from './materialised.ts';
import { usableBytecode } from './usableBytecode.ts';

export interface MaterialiseOptions {
  readonly mode: LinkMode;
  /** Where the environment's processes see the prefix, if that is not where it lies. */
  readonly runtimePrefix?: string | undefined;
  /** What is not usable here is left out. */
  readonly bytecode?: readonly BytecodeFile[] | undefined;
}

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
  const next = { plan, prefix, runtimePrefix, mode, bytecode };
  await makeFolders(next);
  const written: WrittenFiles = new Map();
  const place: GenerationPlace = {
    prefix,
    python: `${runtimePrefix}/${plan.interpreter.paths.scripts}/python`,
    written,
  };
  const stored = [...plan.files.filter((file) => file.kind === 'store'), ...bytecode];
  await eachPath(prefix, stored, ({ source }, target) => linker.link(source, target));
  await eachPath(prefix, inOrderOfNeed(plan), (file) => generateFile(file, place));
  return { ...next, mode: linker.mode, written, notes: linker.notes };
}

async function makeFolders({
  plan,
  prefix,
  bytecode,
}: Pick<Materialised, 'plan' | 'prefix' | 'bytecode'>): Promise<void> {
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
}

/** RECORD last: it holds the digests of the others. */
function inOrderOfNeed(plan: EnvironmentPlan): readonly GeneratedFile[] {
  const generated = plan.files.filter((file) => file.kind === 'generated');
  return [
    ...generated.filter((file) => file.content.kind !== 'record'),
    ...generated.filter((file) => file.content.kind === 'record'),
  ];
}
