import { hash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { entryKey, entryPath } from '../cache/buckets.ts';
import type { Look } from '../cache/lookLockLook.ts';
import type { Product } from '../cache/producer.ts';
import { publishDirectory } from '../cache/publish.ts';
import { exists } from '../lib/files/exists.ts';
import { SpipError } from '../lib/spipError.ts';
import type { StoredWheel } from '../model/storedWheel.ts';
import { writeMarked } from './makeWheel.ts';
import { isMissing } from '../lib/isErrno.ts';
import { formatMarker } from './wheelRecord.ts';

/** What decides which wheel a source distribution becomes. */
export interface BuiltKey {
  /** Lower-case hex. */
  readonly sdistSha256: string;
  /** The interpreter's `build`. */
  readonly interpreter: string;
  /** Digest of the build requirements, for example of their lock. */
  readonly requirements: string;
  /** How builds are walled off: what fails without a network may not fail with one. */
  readonly sandbox: string;
  /** Names what spip itself does in a build; only failures depend on it: what is built stays what it is. */
  readonly rules: string;
}

/** Where a build puts its wheel and its log. */
interface BuildPlace {
  /** An empty folder that exists. */
  readonly directory: string;
  /** The file for the log; kept beside the result. */
  readonly logPath: string;
}

export type MakeBuiltWheel = (
  place: BuildPlace,
) => Promise<{ readonly wheelPath: string; readonly filename: string }>;

export type BuiltResult =
  | { readonly kind: 'wheel'; readonly wheel: StoredWheel }
  | { readonly kind: 'failed'; readonly error: SpipError };

export interface BuiltProductOptions {
  readonly cacheDir: string;
  readonly make: MakeBuiltWheel;
  storeWheel(path: string, filename: string): Promise<StoredWheel>;
  readWheel(sha256: string): Promise<Look<StoredWheel>>;
}

/** `result.json` of a build, beside `log.txt` and `ok`. */
type Written =
  | {
      readonly kind: 'wheel';
      readonly sha256: string;
      readonly filename: string;
      readonly sdist: string;
    }
  | {
      readonly kind: 'failed';
      readonly message: string;
      readonly hint: string | undefined;
      /** `false`: the next process tries again. */
      readonly lasting: boolean;
      /** Of the key. */
      readonly rules: string;
      readonly sdist: string;
    };

/** A build that is done once, whether it gives a wheel or fails; a failure that need not last, once per process. */
export function builtProduct(key: BuiltKey, options: BuiltProductOptions): Product<BuiltResult> {
  const digest = digestOfKey(key);
  const place = entryPath(options.cacheDir, 'built', digest);
  // Forgiven is the failure that is found, not the one that is made.
  let made = false;
  return {
    key: entryKey({ bucket: 'built', name: digest }),
    place,
    // A failure that need not last must not be repeated in this process.
    weigh: (result) => (result.kind === 'failed' ? 0 : result.wheel.files.length),
    look: async () => {
      const look = await lookForBuilt(place, key, options);
      const failed = look.state === 'present' && look.value.kind === 'failed';
      return failed && !made && !look.value.error.lasting
        ? { state: 'damaged', reason: 'it is a failed build that is tried again' }
        : look;
    },
    make: async (folder) => {
      made = true;
      const finished = await build(folder, { place, key }, options);
      await publishDirectory(finished, place);
    },
  };
}

/** Hex sha256 over all that decides which wheel comes of a build. */
export function digestOfKey({ sdistSha256, interpreter, requirements, sandbox }: BuiltKey): string {
  const parts = [sdistSha256, interpreter, requirements, sandbox];
  return hash('sha256', `${parts.join('\n')}\n`, 'hex');
}

async function build(
  folder: string,
  { place, key }: { readonly place: string; readonly key: BuiltKey },
  options: BuiltProductOptions,
): Promise<string> {
  const { sdistSha256: sdist, rules } = key;
  const finished = join(folder, 'built');
  const directory = join(folder, 'wheel');
  const logPath = join(finished, 'log.txt');
  await mkdir(finished, { recursive: true });
  await mkdir(directory);
  let written: Written;
  try {
    const { wheelPath, filename } = await options.make({ directory, logPath });
    const { sha256 } = await options.storeWheel(wheelPath, filename);
    written = { kind: 'wheel', sha256, filename, sdist };
  } catch (error) {
    if (!(error instanceof SpipError) || error.code !== 'build-failed') {
      throw error;
    }
    const moved = (text: string): string => text.replaceAll(logPath, join(place, 'log.txt'));
    const hint = error.hint === undefined ? undefined : moved(error.hint);
    const { lasting } = error;
    written = { kind: 'failed', message: moved(error.message), hint, lasting, rules, sdist };
  }
  await writeMarked(finished, 'result.json', JSON.stringify(written));
  return finished;
}

async function lookForBuilt(
  place: string,
  { rules }: BuiltKey,
  { readWheel }: Pick<BuiltProductOptions, 'readWheel'>,
): Promise<Look<BuiltResult>> {
  const written = await readBuiltResult(place);
  if (written.state !== 'present') {
    return written;
  }
  const { value } = written;
  if (value.kind === 'failed' && value.rules !== rules) {
    return { state: 'damaged', reason: 'it is a build that failed by other rules of spip' };
  }
  if (value.kind === 'failed') {
    const log = join(place, 'log.txt');
    const { message, hint, lasting } = value;
    return {
      state: 'present',
      value: {
        kind: 'failed',
        error: new SpipError('build-failed', message, { hint, log, lasting }),
      },
    };
  }
  const wheel = await readWheel(value.sha256);
  return wheel.state === 'present'
    ? { state: 'present', value: { kind: 'wheel', wheel: wheel.value } }
    : { state: 'damaged', reason: 'its wheel is gone or damaged' };
}

/** What a build gave, whether or not its wheel is still there. */
export async function readBuiltResult(place: string): Promise<Look<Written>> {
  try {
    const text = await readFile(join(place, 'result.json'), 'utf8');
    const marker = await readFile(join(place, 'ok'), 'utf8');
    const value: unknown = marker === formatMarker(text) ? JSON.parse(text) : undefined;
    return isWritten(value)
      ? { state: 'present', value }
      : { state: 'damaged', reason: '`result.json` does not fit its marker' };
  } catch (error) {
    if (!isMissing(error)) {
      throw error;
    }
    return exists(place)
      ? { state: 'damaged', reason: '`result.json` or its marker is missing' }
      : { state: 'absent' };
  }
}

function isWritten(value: unknown): value is Written {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
