import { basename, join } from 'node:path';
import { isEntryName } from '../lib/files/folder.ts';
import type { Folder } from '../lib/files/folder.ts';
import { isErrno } from '../lib/isErrno.ts';
import { NotRegular, copyRegularFile } from '../lib/files/regularFile.ts';
import { SpipError } from '../lib/spipError.ts';
import { parseSdistFilename } from '../pep/sdistFilename.ts';
import { compareVersions } from '../pep/version.ts';
import { parseWheelFilename } from '../pep/wheelFilename.ts';
import { quoteAnswer } from './quoteAnswer.ts';
import type { HookResult } from './runHook.ts';

export interface TakeWheelOptions {
  /** File name of the sdist. */
  readonly filename: string;
  readonly name?: string | undefined;
  readonly checksName?: boolean | undefined;
  readonly interpreter: { readonly python: string; readonly tags: readonly string[] };
  readonly outDirectory: string;
  readonly logPath: string;
}

/** Bytes: what an index may give without saying a size. */
const largestWheel = 4_000_000_000;

/**
 * Copies the wheel that a backend named out of the folder `wheel` to its place, if it is what was asked for. What lies
 * beside it does not matter.
 */
export async function takeWheel(
  { answer, folder }: HookResult,
  options: TakeWheelOptions,
): Promise<{ readonly wheelPath: string; readonly filename: string }> {
  // Some backends return a path.
  const filename = typeof answer === 'string' ? basename(answer) : '';
  if (!isEntryName(filename)) {
    throw refusal(`the backend named ${quoteAnswer(answer)} as its wheel`, options);
  }
  using left = openLeft(folder, options);
  left.unlock();
  expectAmong(left, filename, options);
  checkName(filename, options);
  const wheelPath = join(options.outDirectory, filename);
  try {
    await copyRegularFile({ folder: left, name: filename, most: largestWheel }, wheelPath);
  } catch (error) {
    if (error instanceof NotRegular) {
      throw refusal(`\`${filename}\` is ${error.found}`, { ...options, cause: error });
    }
    throw error;
  }
  return { wheelPath, filename };
}

function openLeft(folder: Folder, options: TakeWheelOptions): Folder {
  try {
    return folder.folder('wheel');
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES')) {
      throw refusal('the backend left no folder for its wheel', { ...options, cause: error });
    }
    throw error;
  }
}

const mostNamed = 3;

function expectAmong(left: Folder, filename: string, options: TakeWheelOptions): void {
  const names = left.entries().map(({ name }) => name.toString());
  if (names.includes(filename)) {
    return;
  }
  const shown = names.toSorted().slice(0, mostNamed).map(quoteAnswer);
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : '';
  const list = names.length === 0 ? 'nothing' : `${shown.join(', ')}${more}`;
  throw refusal(`the backend named ${quoteAnswer(filename)} but left ${list}`, options);
}

function checkName(wheel: string, options: TakeWheelOptions): void {
  const built = readWheelName(wheel, options);
  if (options.checksName !== false) {
    const sdist = parseSdistFilename(options.filename, options.name);
    if (built.name !== sdist.name || compareVersions(built.version, sdist.version) !== 0) {
      throw refusal(
        `it gave ${quoteAnswer(wheel)}, whose name or version is not that of the sdist (\`${sdist.name}\` \`${sdist.version.text}\`)`,
        options,
      );
    }
  }
  const { python, tags } = options.interpreter;
  const usable = new Set(tags);
  if (!built.tags.some((tag) => usable.has(tag))) {
    throw refusal(`it gave ${quoteAnswer(wheel)}, which Python ${python} cannot use`, options);
  }
}

function readWheelName(
  wheel: string,
  options: TakeWheelOptions,
): ReturnType<typeof parseWheelFilename> {
  try {
    return parseWheelFilename(wheel);
  } catch (error) {
    throw refusal(`it gave ${quoteAnswer(wheel)}, which is no wheel's name`, {
      ...options,
      cause: error,
    });
  }
}

function refusal(
  why: string,
  { filename, logPath, cause }: TakeWheelOptions & { readonly cause?: unknown },
): SpipError {
  return new SpipError('build-failed', `Failed to build \`${filename}\`: ${why}`, {
    log: logPath,
    cause,
  });
}
