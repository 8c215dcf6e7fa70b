import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { removeTree } from '../../src/lib/files/removeTree.ts';

/** An empty folder that lives as long as the test. */
export async function temporaryFolder(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'spip-test-'));
  context.after(() => removeTree(folder));
  return folder;
}
