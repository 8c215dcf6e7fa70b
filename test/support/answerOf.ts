import { hash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractSdist } from '../../src/archive/extractSdist.ts';
import { SpipError } from '../../src/lib/spipError.ts';
import type { Note } from '../../src/model/storedWheel.ts';
import { unpackWheel } from '../../src/store/unpackWheel.ts';
import type { OddArchive } from './odd/oddArchive.ts';
import { bytesAccess } from './readWholeZip.ts';

/** What spip does with an archive: takes it with these notes, or refuses it with this message. */
export type Answer =
  | { readonly kind: 'installs'; readonly notes: readonly Note[] }
  | { readonly kind: 'refuses'; readonly message: string };

/** Unpacks a wheel or source distribution as a run would. Anything but a refusal is a bug and thrown. */
export async function answerOf({ filename, bytes }: OddArchive): Promise<Answer> {
  const folder = await mkdtemp(join(tmpdir(), 'spip-answer-'));
  try {
    const notes = filename.endsWith('.whl')
      ? await unpackedWheel(filename, bytes, join(folder, 'root'))
      : await extractedSdist(filename, bytes, folder);
    return { kind: 'installs', notes };
  } catch (error) {
    if (error instanceof SpipError && error.code === 'bad-archive') {
      return { kind: 'refuses', message: error.message };
    }
    throw error;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function unpackedWheel(
  filename: string,
  bytes: Uint8Array,
  root: string,
): Promise<readonly Note[]> {
  await mkdir(root);
  const sha256 = hash('sha256', bytes, 'hex');
  const { notes } = await unpackWheel({ access: bytesAccess(bytes), filename, sha256, root });
  return notes;
}

async function extractedSdist(
  filename: string,
  bytes: Uint8Array,
  folder: string,
): Promise<readonly Note[]> {
  const path = join(folder, filename);
  await writeFile(path, bytes);
  return (await extractSdist({ path, filename, destination: join(folder, 'out') })).notes;
}
