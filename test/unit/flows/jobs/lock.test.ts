import assert from 'node:assert/strict';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { runLock } from '../../../../src/flows/jobs/lock.ts';
import type { ResolvedLock } from '../../../../src/flows/jobs/lock.ts';
import type { LockRequest } from '../../../../src/options/lockOptions.ts';
import { wheelFile, worldOf } from '../../../support/distributions.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { writeFakePython } from '../../../support/fakePython.ts';
import { sha256 } from '../../../support/indexPages.ts';
import type { ServedFile } from '../../../support/indexPages.ts';
import { serve } from '../../index/openTestIndex.ts';
import { globalOptions } from '../options.ts';
import { testContext } from '../testContext.ts';
import type { SmallContext } from '../testContext.ts';

interface Locking extends SmallContext {
  readonly lock: (
    requirements: readonly string[],
    more?: Partial<LockRequest>,
  ) => Promise<ResolvedLock>;
}

const app = wheelFile({
  name: 'app',
  version: '1.0',
  requires: ['lib', 'old; python_version < "3"'],
});
const libs = ['1.0', '2.0', '3.0rc1'].map((version) =>
  wheelFile({ name: 'lib', version }, { sha256: version === '2.0' ? false : undefined }),
);

/** `spip lock` over an index on loopback, for a Python 3.12.1 that need not run anything. */
async function locking(
  t: TestContext,
  env: Readonly<Record<string, string>> = {},
  files: readonly ServedFile[] = [app, ...libs],
): Promise<Locking> {
  const server = await serve(t, worldOf(files));
  const small = await testContext(t, { env: { PATH: '', SPIP_INDEX_URL: server.url, ...env } });
  const python = await writeFakePython(join(small.root, 'fake/bin/python'), {
    answer: { version: '3.12.1' },
  });
  return {
    ...small,
    lock: (requirements, more = {}) =>
      runLock(
        {
          global: globalOptions,
          index: {},
          resolution: {},
          requirements,
          python,
          pre: false,
          pythonDownloads: undefined,
          format: 'table',
          ...more,
        },
        small.context,
      ),
  };
}

const named = ({ lock }: ResolvedLock): readonly string[] =>
  lock.packages.map(({ name, version }) => `${name} ${version}`);

suite('runLock', () => {
  test('resolves for one Python, every file with its digest', async (t) => {
    const { lock, err, out } = await locking(t);
    const resolved = await lock(['app']);
    assert.deepEqual(named(resolved), ['app 1.0', 'lib 2.0']);
    assert.equal(resolved.interpreter.version, '3.12.1');
    assert.equal(resolved.pylock, undefined);
    assert.deepEqual(
      resolved.lock.packages.map(({ file }) => file.sha256),
      [app, libs[1]].map((file) => sha256(file?.bytes ?? '')),
    );
    assert.deepEqual([out(), err()], ['', '']);
  });

  test('gives the text of a pylock where that is asked for', async (t) => {
    const { lock } = await locking(t);
    const { pylock } = await lock(['lib'], { format: 'pylock' });
    assert.match(pylock ?? '', /^lock-version = "1.0"\n.*\nname = "lib"\nversion = "2.0"\n/s);
  });

  test('takes pre-releases by option, or by setting', async (t) => {
    const one = await locking(t);
    assert.deepEqual(named(await one.lock(['lib'], { pre: true })), ['lib 3.0rc1']);
    const two = await locking(t, { SPIP_PRE: '1' });
    assert.deepEqual(named(await two.lock(['lib'])), ['lib 3.0rc1']);
  });

  test('a requirement for other Pythons is none, and need not be known', async (t) => {
    const { lock } = await locking(t);
    const resolved = await lock(['lib', 'absent; python_version < "3"']);
    assert.deepEqual(named(resolved), ['lib 2.0']);
  });

  test('warnings of the resolver are told', async (t) => {
    const { lock, err } = await locking(t);
    await lock(['lib[none]']);
    assert.match(err(), /^warning: .*`none`/);
  });
});

suite('runLock refuses', () => {
  test('a name that no index has', async (t) => {
    const { lock } = await locking(t);
    assert.deepEqual(await failureOf(() => lock(['lib', 'absent'])), {
      code: 'unknown-package',
      message: 'Failed to find the package `absent`',
      hint: 'no index has that name: check the spelling and the index settings (`-v` shows them)',
    });
  });

  test('several Pythons at once', async (t) => {
    const { lock, root } = await locking(t);
    const other = await writeFakePython(join(root, 'other/bin/python'), {
      answer: { version: '3.11.9' },
    });
    const python = `${join(root, 'fake/bin/python')},${other}`;
    assert.deepEqual(await failureOf(() => lock(['lib'], { python })), {
      code: 'usage',
      message: 'Expected `--python` to name one Python, found `3.11`, `3.12`',
      hint: 'a set is resolved for one Python: run `spip lock` once for each',
    });
  });

  test('what has no solution, with the explanation', async (t) => {
    const { lock } = await locking(t);
    const { code, message } = await failureOf(() => lock(['app', 'lib>=9']));
    assert.equal(code, 'unresolvable');
    assert.match(message, /^Failed to resolve `app` and `lib>=9` for Python 3\.12:/);
  });
});
