import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { openFileLocks } from '../../src/cache/fileLock.ts';
import type { DistFile } from '../../src/model/distFile.ts';
import { openStore } from '../../src/store/openStore.ts';

/**
 * `node storeChild.ts CACHE RUN MODE < FILES`: asks the store for every file of a JSON list of `{file, from}` at once
 * and prints the digests of what it got. Every fetch leaves a file `fetches/<filename>.<run>`. In mode `hold` it says
 * `fetching` in the middle of a fetch and stays there;
 * in mode `files` it locks with files, as where the file system has no kernel locks.
 */
interface Wanted {
  readonly file: DistFile;
  readonly from: string;
}

const [cacheDir = '', run = '', mode = ''] = process.argv.slice(2);
const wanted = (await json(process.stdin)) as readonly Wanted[];
const locks = openFileLocks(join(cacheDir, 'locks'), {
  kind: mode === 'files' ? 'file' : 'kernel',
});
const temporary = join(cacheDir, 'tmp', run);
const store = openStore({ cacheDir, temporary, locks, emit: () => undefined });
const sources = new Map(wanted.map(({ file, from }) => [file.filename, from]));

async function fetch(file: DistFile, destination: string): Promise<void> {
  const bytes = await readFile(sources.get(file.filename) ?? '');
  await mkdir(join(cacheDir, 'fetches'), { recursive: true });
  await writeFile(join(cacheDir, 'fetches', `${file.filename}.${run}`), '', { flag: 'wx' });
  if (mode === 'hold') {
    await writeFile(destination, bytes.subarray(0, 10));
    process.stdout.write('fetching\n');
    await new Promise((resolve) => setTimeout(resolve, 600_000));
  }
  await writeFile(destination, bytes, { flag: 'wx' });
}

const wheels = await Promise.all(wanted.map(({ file }) => store.wheel(file, fetch)));
process.stdout.write(`${JSON.stringify(wheels.map(({ sha256 }) => sha256))}\n`);
locks.close();
