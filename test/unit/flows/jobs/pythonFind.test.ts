import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { pythonFind } from '../../../../src/flows/jobs/pythonFind.ts';
import { pythonList } from '../../../../src/flows/jobs/pythonList.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { writeFakePython } from '../../../support/fakePython.ts';
import { globalOptions as global } from '../options.ts';
import { testContext } from '../testContext.ts';
import type { SmallContext } from '../testContext.ts';

/** A machine with two more Pythons on PATH, one of them broken; what else it has is its own business. */
async function twoPythons(t: TestContext): Promise<SmallContext & { readonly bin: string }> {
  const small = await testContext(t);
  const bin = join(small.root, 'bin');
  await writeFakePython(join(bin, 'python3.99'), { answer: { version: '3.99.1' } });
  await writeFakePython(join(bin, 'python3.98'), { prints: 'no answer' });
  const env = { ...small.context.env, PATH: bin };
  return { ...small, bin, context: { ...small.context, env } };
}

test('the newest that a request means is found, in no run and without a trace', async (t) => {
  const { context, bin, root } = await twoPythons(t);
  for (const request of ['3.99', '>=3.99', 'auto', '>=2']) {
    const { executable, version } = await pythonFind({ global, request }, context);
    assert.deepEqual([executable, version], [join(bin, 'python3.99'), '3.99.1'], request);
  }
  assert.ok(!existsSync(join(root, 'cache/tmp/commands')));
});

test('a path need not be on PATH, and may be a link', async (t) => {
  const { context, root } = await twoPythons(t);
  const real = await writeFakePython(join(root, 'else/bin/python'), {
    answer: { version: '3.9.2' },
  });
  const link = join(root, 'project/py');
  await symlink(real, link);
  const { executable } = await pythonFind({ global, request: './py' }, context);
  assert.equal(executable, real);
});

test('what is not there is refused', async (t) => {
  const { context } = await twoPythons(t);
  const { code, message } = await failureOf(() => pythonFind({ global, request: '3.97' }, context));
  assert.equal(code, 'no-python');
  assert.match(message, /`3\.97`/);
});

test('a list has the broken ones apart', async (t) => {
  const { context, bin } = await twoPythons(t);
  const { pythons, broken } = await pythonList(
    { global, installable: false, manifest: undefined },
    context,
  );
  assert.ok(pythons.some(({ path }) => path === join(bin, 'python3.99')));
  assert.deepEqual(
    broken.map(({ path }) => path).filter((path) => path.startsWith(bin)),
    [join(bin, 'python3.98')],
  );
});
