import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SpipError } from '../lib/spipError.ts';
import { openBuild } from './openBuild.ts';
import type { BuildOptions } from './openBuild.ts';

/**
 * The text of METADATA that a source tree would have as a wheel, without building it (PEP 517,
 * `prepare_metadata_for_build_wheel`); `undefined` if its backend has no such hook. Throws as `buildWheel`.
 */
export async function prepareMetadata(options: BuildOptions): Promise<string | undefined> {
  const { call } = await openBuild(options);
  const { answer, folder } = await call('prepare_metadata_for_build_wheel', {
    optional: true,
    folders: ['metadata'],
  });
  // What the driver answers for a hook that is missing.
  if (Array.isArray(answer)) {
    return undefined;
  }
  if (typeof answer !== 'string' || basename(answer) !== answer) {
    throw refusal(`the backend named \`${String(answer)}\``, options);
  }
  try {
    return await readFile(join(folder, 'metadata', answer, 'METADATA'), 'utf8');
  } catch (error) {
    throw refusal(`the backend left no METADATA in \`${answer}\``, { ...options, cause: error });
  }
}

function refusal(
  why: string,
  { filename, logPath, cause }: BuildOptions & { readonly cause?: unknown },
): SpipError {
  return new SpipError(
    'build-failed',
    `Failed to prepare the metadata of \`${filename}\`: ${why}`,
    { log: logPath, lasting: true, cause },
  );
}
