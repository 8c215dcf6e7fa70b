import { isEntryName } from '../lib/files/folder.ts';
import { isErrno } from '../lib/isErrno.ts';
import { NotRegular, readRegularFile } from '../lib/files/regularFile.ts';
import { SpipError } from '../lib/spipError.ts';
import { openBuild } from './openBuild.ts';
import type { BuildOptions, OpenedBuild } from './openBuild.ts';
import { quoteAnswer } from './quoteAnswer.ts';
import type { HookResult } from './runHook.ts';

/**
 * The text of METADATA that a source tree would have as a wheel, without building it (PEP 517,
 * `prepare_metadata_for_build_wheel`); `undefined` if its backend has no such hook. Throws as `buildWheel`.
 */
export async function prepareMetadata(options: BuildOptions): Promise<string | undefined> {
  return await openBuild(options, (build) => askForMetadata(build, options));
}

/** The same in a build that goes on. */
export async function askForMetadata(
  { call }: Pick<OpenedBuild, 'call'>,
  options: Pick<BuildOptions, 'filename' | 'logPath'>,
): Promise<string | undefined> {
  const result = await call('prepare_metadata_for_build_wheel', {
    optional: true,
    folders: ['metadata'],
  });
  // What the driver answers for a hook that is missing.
  return Array.isArray(result.answer) ? undefined : takeMetadata(result, options);
}

/** Bytes. */
const largestMetadata = 16_000_000;

async function takeMetadata(
  { answer, folder }: HookResult,
  options: Pick<BuildOptions, 'filename' | 'logPath'>,
): Promise<string> {
  if (typeof answer !== 'string' || !isEntryName(answer)) {
    throw refusal(`the backend named ${quoteAnswer(answer)}`, options);
  }
  try {
    using all = folder.folder('metadata');
    using distInfo = all.folder(answer);
    const file = { folder: distInfo, name: 'METADATA', most: largestMetadata };
    return (await readRegularFile(file)).toString();
  } catch (error) {
    if (!(error instanceof NotRegular || isErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES'))) {
      throw error;
    }
    const found = error instanceof NotRegular ? error.found : 'no folder';
    const why =
      found === 'nothing'
        ? `the backend left no METADATA in ${quoteAnswer(answer)}`
        : `the backend left ${found} where METADATA should be in ${quoteAnswer(answer)}`;
    throw refusal(why, { ...options, cause: error });
  }
}

function refusal(
  why: string,
  {
    filename,
    logPath,
    cause,
  }: Pick<BuildOptions, 'filename' | 'logPath'> & { readonly cause?: unknown },
): SpipError {
  return new SpipError(
    'build-failed',
    `Failed to prepare the metadata of \`${filename}\`: ${why}`,
    { log: logPath, lasting: true, cause },
  );
}
