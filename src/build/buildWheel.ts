import type { Interpreter } from '../model/interpreter.ts';
import { openBuild } from './openBuild.ts';
import type { BuildOptions } from './openBuild.ts';
import { askForMetadata } from './prepareMetadata.ts';
import { takeWheel } from './takeWheel.ts';

export interface BuildWheelOptions extends BuildOptions {
  /** Normalised name of the project, where it is known: old file names are ambiguous. */
  readonly name?: string | undefined;
  /** Whether name and version of the wheel must be those of the sdist's file name; they must unless this is false. */
  readonly checksName?: boolean | undefined;
  readonly interpreter: Pick<Interpreter, 'python' | 'tags'>;
  /** Where the wheel goes: a folder that exists. */
  readonly outDirectory: string;
}

export interface WheelBuild {
  readonly wheelPath: string;
  readonly filename: string;
  /** Everything that the build asked for, the backend's own wishes last. */
  readonly requires: readonly string[];
  /** Key of the environment that built it. */
  readonly environment: string;
}

/**
 * Builds the wheel of an sdist in an isolated environment (PEP 517), or throws SpipError `build-failed` with the
 * lines of the log that matter; `interrupted` if aborted; errors of the surroundings as they come.
 */
export async function buildWheel(options: BuildWheelOptions): Promise<WheelBuild> {
  return await openBuild(options, async (build) => {
    // As pip does: what it cannot prepare, it does not install, even if a wheel could be built.
    await askForMetadata(build, options);
    const result = await build.call('build_wheel', { optional: false, folders: ['wheel'] });
    const wheel = await takeWheel(result, options);
    return { ...wheel, requires: build.requires, environment: build.environment };
  });
}
