import { copyFile, lstat, mkdir, readdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isErrno } from '../lib/isErrno.ts';
import { SpipError } from '../lib/spipError.ts';
import { parseSdistFilename } from '../pep/sdistFilename.ts';
import { compareVersions } from '../pep/version.ts';
import { parseWheelFilename } from '../pep/wheelFilename.ts';

export interface TakeWheelOptions {
  /** File name of the sdist. */
  readonly filename: string;
  readonly name?: string | undefined;
  readonly checksName?: boolean | undefined;
  readonly interpreter: { readonly python: string; readonly tags: readonly string[] };
  readonly outDirectory: string;
  readonly logPath: string;
  /** What `build_wheel` returned. */
  readonly answer: unknown;
}

/** Checks that a backend left exactly the wheel that was asked for, and moves it to its place. */
export async function takeWheel(
  folder: string,
  options: TakeWheelOptions,
): Promise<{ readonly wheelPath: string; readonly filename: string }> {
  const names = (await readdir(folder)).toSorted();
  const [wheel] = names;
  if (wheel === undefined || names.length > 1) {
    const list = names.map((name) => `\`${name}\``).join(', ') || 'nothing';
    throw refusal(`the backend left ${list} where one wheel was expected`, options);
  }
  const { answer } = options;
  if (typeof answer !== 'string' || basename(answer) !== wheel) {
    throw refusal(`the backend named \`${String(answer)}\` but left \`${wheel}\``, options);
  }
  if (!(await lstat(join(folder, wheel))).isFile()) {
    throw refusal(`\`${wheel}\` is not a file`, options);
  }
  checkName(wheel, options);
  const wheelPath = join(options.outDirectory, wheel);
  await mkdir(options.outDirectory, { recursive: true });
  await move(join(folder, wheel), wheelPath);
  return { wheelPath, filename: wheel };
}

function checkName(wheel: string, options: TakeWheelOptions): void {
  const built = readWheelName(wheel, options);
  if (options.checksName !== false) {
    const sdist = parseSdistFilename(options.filename, options.name);
    if (built.name !== sdist.name || compareVersions(built.version, sdist.version) !== 0) {
      throw refusal(
        `it gave \`${wheel}\`, whose name or version is not that of the sdist (\`${sdist.name}\` \`${sdist.version.text}\`)`,
        options,
      );
    }
  }
  const { python, tags } = options.interpreter;
  const usable = new Set(tags);
  if (!built.tags.some((tag) => usable.has(tag))) {
    throw refusal(`it gave \`${wheel}\`, which Python ${python} cannot use`, options);
  }
}

function readWheelName(
  wheel: string,
  options: TakeWheelOptions,
): ReturnType<typeof parseWheelFilename> {
  try {
    return parseWheelFilename(wheel);
  } catch (error) {
    throw refusal(`it gave \`${wheel}\`, which is no wheel's name`, { ...options, cause: error });
  }
}

async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!isErrno(error, 'EXDEV')) {
      throw error;
    }
    await copyFile(from, to);
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
