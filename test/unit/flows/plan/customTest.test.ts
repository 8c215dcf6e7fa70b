import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { suite, test } from 'node:test';
import { customTest } from '../../../../src/flows/plan/customTest.ts';
import type { CustomTest } from '../../../../src/model/cellJob.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

type Options = Parameters<typeof customTest>[0]['options'];

const nothing = { script: undefined, scriptArgs: ['-x'], command: undefined, tests: [] };

suite('what is run', () => {
  test('without a script and a command there is none, whatever tests are named', async () => {
    assert.deepEqual(await asked(nothing), { found: undefined, warnings: [] });
    assert.deepEqual(await asked({ ...nothing, tests: ['/t'] }), {
      found: undefined,
      warnings: [],
    });
  });

  test('a script is a file beside the tests, and counts before a command', async (t) => {
    const [a, b, script] = await files(t, 'a', 'b', 'check.py');
    const { found } = await asked({ ...nothing, script, command: 'x', tests: [a, b] });
    assert.deepEqual(found, {
      kind: 'script',
      name: 'check.py',
      args: ['-x'],
      files: [
        { path: a, name: 'a' },
        { path: b, name: 'b' },
        { path: script, name: 'check.py' },
      ],
      follow: {},
    });
  });

  test('`{tests}` is the one thing that is copied, else the folder that holds all of it', async (t) => {
    const command = 'pytest {tests}';
    const [a, b] = await files(t, 'a', 'b');
    const placed = async (...tests: readonly string[]): Promise<unknown> => {
      const { found } = await asked({ ...nothing, command, tests });
      assert.equal(found?.kind, 'command');
      return [found.text, found.tests, found.files.map(({ path }) => path)];
    };
    assert.deepEqual(await placed(a), [command, 'a', [a]]);
    assert.deepEqual(await placed(a, b), [command, '.', [a, b]]);
    assert.deepEqual(await placed(), [command, '.', []]);
  });
});

test('one warning tells of all that no cell gets', async (t) => {
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, 'tests'));
  await using _sockets = await listening(['d', 'b', 'a', 'c'].map((n) => join(folder, 'tests', n)));
  const { warnings } = await asked({
    ...nothing,
    command: 'x',
    tests: [join(folder, 'tests')],
  });
  const named = ['a', 'b', 'c'].map((name) => `\`${join(folder, 'tests', name)}\``).join(', ');
  assert.deepEqual(warnings, [
    `Left out of the tests, as neither file nor folder: ${named} and 1 more`,
  ]);
});

interface Asked {
  readonly found: CustomTest | undefined;
  readonly warnings: readonly string[];
}

async function asked(options: Options): Promise<Asked> {
  const warnings: string[] = [];
  const found = await customTest({
    options,
    settings: { places: { cacheDir: '/nowhere/cache', dataDir: '/nowhere/data' } },
    emit: (event) => {
      assert.equal(event.kind, 'warning');
      warnings.push(event.text);
    },
  });
  return { found, warnings };
}

/** Absolute paths of empty files. */
async function files<T extends readonly string[]>(
  t: TestContext,
  ...names: T
): Promise<{ [K in keyof T]: string }> {
  const folder = await temporaryFolder(t);
  const made = await Promise.all(
    names.map(async (name) => {
      await writeFile(join(folder, name), '');
      return join(folder, name);
    }),
  );
  // One path for each name.
  return made as { [K in keyof T]: string };
}

async function listening(paths: readonly string[]): Promise<AsyncDisposable> {
  const servers = await Promise.all(
    paths.map(async (path) => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(path, resolve));
      return server;
    }),
  );
  return {
    [Symbol.asyncDispose]: async () => {
      await Promise.all(
        servers.map(async (server) => await new Promise((resolve) => server.close(resolve))),
      );
    },
  };
}
