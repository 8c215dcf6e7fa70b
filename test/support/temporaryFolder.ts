import { accessSync, constants } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { removeTree } from '../../src/lib/files/removeTree.ts';

/** An empty folder that lives as long as the test. */
export async function temporaryFolder(context: TestContext, parent = tmpdir()): Promise<string> {
  const folder = await mkdtemp(join(parent, 'spip-test-'));
  context.after(() => removeTree(folder));
  return folder;
}

/** A folder for those of tests with very many small files: in memory, where it has one. */
export function memoryFolder(): string {
  try {
    accessSync('/dev/shm', constants.W_OK);
    return '/dev/shm';
  } catch {
    return tmpdir();
  }
}
