import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { isBesideSdist } from '../cache/besideSdist.ts';
import type { BucketEntry } from '../cache/buckets.ts';
import { withoutCheck } from '../cache/checkedJson.ts';
import { keptPrefix, readKeptRecord } from '../cache/keptEnvironment.ts';
import { digestFile } from '../lib/files/digestFile.ts';
import { exists } from '../lib/files/exists.ts';
import { brokenSeal } from '../lib/files/seal.ts';
import { readBuiltResult } from './builtProduct.ts';
import { lookForBytecode } from './bytecode.ts';
import { readStoredWheel } from './readStoredWheel.ts';
import { isMissing } from '../lib/isErrno.ts';
import { storeMtime } from './storeFile.ts';

/** Reads all of an entry. What is wrong with it; `undefined` if nothing is, or if it is gone. */
export async function verifyEntry(entry: BucketEntry): Promise<string | undefined> {
  try {
    const reason = await problemOf(entry);
    return exists(entry.path) ? reason : undefined;
  } catch (error) {
    if (isMissing(error)) {
      return exists(entry.path) ? 'a file of it is missing' : undefined;
    }
    throw error;
  }
}

async function problemOf({ bucket, name, path }: BucketEntry): Promise<string | undefined> {
  switch (bucket) {
    case 'wheels':
      return await wheelProblem(path, name);
    case 'sdists':
      return await sdistProblem(path, name);
    case 'bytecode':
      return await bytecodeProblem(path);
    case 'environments':
      return await environmentProblem(path);
    case 'built':
      return reasonOf(await readBuiltResult(path));
    case 'pointers':
    case 'pages':
    case 'metadata':
    case 'interpreters':
      return checkProblem(path);
    default:
      return undefined;
  }
}

async function wheelProblem(path: string, sha256: string): Promise<string | undefined> {
  const look = await readStoredWheel(path);
  if (look.state !== 'present') {
    return reasonOf(look);
  }
  const { root, files } = look.value;
  if (look.value.sha256 !== sha256) {
    return `it is the wheel \`${look.value.sha256}\``;
  }
  const known = new Set(files.map((file) => file.path));
  const stranger = filesBelow(root).find((file) => !known.has(file));
  return stranger === undefined
    ? await digestProblem(files.map((file) => ({ ...file, source: join(root, file.path) })))
    : `\`${stranger}\` is no file of the wheel`;
}

async function bytecodeProblem(path: string): Promise<string | undefined> {
  const look = await lookForBytecode(path);
  return look.state === 'present' ? await digestProblem(look.value) : reasonOf(look);
}

async function sdistProblem(folder: string, sha256: string): Promise<string | undefined> {
  for (const name of readdirSync(folder)) {
    // What is kept beside an sdist can be read from it again.
    if (!isBesideSdist(name) && (await digestFile(join(folder, name))) !== sha256) {
      return 'its digest is wrong';
    }
  }
  return undefined;
}

/** Its other files are those of the wheels, which are read on their own. */
async function environmentProblem(path: string): Promise<string | undefined> {
  const record = readKeptRecord(path);
  if (record === undefined) {
    return 'its `environment.json` is missing or was changed';
  }
  const prefix = keptPrefix(path);
  const broken = await brokenSeal(prefix, storeMtime);
  if (broken !== undefined) {
    return `\`${relative(path, broken)}\` was changed`;
  }
  for (const [written, sha256] of Object.entries(record.written)) {
    if ((await digestFile(join(prefix, written))) !== sha256) {
      return `\`${written}\` has a wrong digest`;
    }
  }
  return undefined;
}

interface DigestedFile {
  readonly path: string;
  readonly source: string;
  readonly size: number;
  readonly sha256: string;
}

/** Above this a file is read in pieces. */
const large = 4_000_000;
const bytesPerTurn = 16_000_000;

async function digestProblem(files: readonly DigestedFile[]): Promise<string | undefined> {
  let read = 0;
  for (const { path, source, size, sha256 } of files) {
    const actual =
      size > large ? await digestFile(source) : hash('sha256', readFileSync(source), 'hex');
    if (actual !== sha256) {
      return `\`${path}\` has a wrong digest`;
    }
    read += size;
    if (read > bytesPerTurn) {
      read = 0;
      await setImmediate();
    }
  }
  return undefined;
}

function checkProblem(path: string): string | undefined {
  return withoutCheck(readFileSync(path)) === undefined ? 'its digest is wrong' : undefined;
}

function reasonOf(look: {
  readonly state: string;
  readonly reason?: string | undefined;
}): string | undefined {
  return look.state === 'damaged' ? look.reason : undefined;
}

function filesBelow(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((each) => !each.isDirectory())
    .map((each) => join(each.parentPath, each.name).slice(root.length + 1));
}
