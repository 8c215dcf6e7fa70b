import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SpipError } from '../../src/lib/spipError.ts';
import { unpackWheel } from '../../src/store/unpackWheel.ts';
import { mutateWheel } from './mutateWheel.ts';
import { bytesAccess } from './readWholeZip.ts';

export interface MutationCounts {
  readonly accepted: number;
  readonly refused: number;
}

/**
 * Unpacks the mutated wheels of many seeds, one after the other, deep inside a folder whose every other file is a
 * canary. Fails, naming the seed, if one ends in anything but a wheel or a refusal that names the archive, if a wheel
 * that was accepted is not what lies on the disk, or if anything appeared or changed outside.
 */
export async function unpackMutated(
  folder: string,
  seeds: { readonly first: number; readonly count: number },
): Promise<MutationCounts> {
  const outer = join(folder, 'outer');
  const root = join(outer, 'inner', 'root');
  mkdirSync(join(outer, 'inner'), { recursive: true });
  for (const canary of ['canary.py', 'inner/canary.py', 'inner/canary']) {
    writeFileSync(join(outer, canary), 'untouched');
  }
  const before = listOutside(folder);
  const counts = { accepted: 0, refused: 0 };
  for (let seed = seeds.first; seed < seeds.first + seeds.count; seed += 1) {
    mkdirSync(root);
    try {
      counts[await unpackOne(seed, root)] += 1;
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error });
    }
    rmSync(root, { recursive: true });
    assert.deepEqual(listOutside(folder), before, `seed ${seed} wrote outside`);
  }
  return counts;
}

async function unpackOne(seed: number, root: string): Promise<keyof MutationCounts> {
  const { filename, bytes } = mutateWheel(seed);
  try {
    const record = await unpackWheel({
      access: bytesAccess(bytes),
      filename,
      sha256: hash('sha256', bytes, 'hex'),
      root,
    });
    const files = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
    assert.deepEqual(files.toSorted(), record.files.map(({ path }) => path).toSorted());
    return 'accepted';
  } catch (error) {
    if (!(error instanceof SpipError && error.code === 'bad-archive')) {
      throw error;
    }
    assert.ok(error.message.includes(filename), error.message);
    return 'refused';
  }
}

/** Everything but the root itself, which comes and goes. */
function listOutside(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => !path.endsWith('/root'))
    .toSorted();
}
