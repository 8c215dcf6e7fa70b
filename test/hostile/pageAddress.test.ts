// The address of a served page holds a secret: it stands in no argument of a program, which every user can read.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, readdirSync } from 'node:fs';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { PageViewer, noBrowser } from '../support/browser.ts';
import { wheelFile } from '../support/distributions.ts';
import { HeldCommands } from '../support/heldCommand.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import type { StartedCli } from '../support/rig.ts';

const files = [wheelFile({ name: 'thing', version: '1.0' })];

interface FakeBrowser {
  readonly env: Readonly<Record<string, string>>;
  /** What it was called with, once it is. */
  opened(): Promise<{ readonly args: readonly string[]; readonly modes: readonly string[] }>;
}

/** An `xdg-open` that tells, through a FIFO, its arguments and the modes of the file and folder that they name. */
async function fakeBrowser({ rig }: IndexedRig): Promise<FakeBrowser> {
  const told = join(rig.root, 'told');
  const folder = join(rig.root, 'bin');
  await mkdir(folder);
  await mkdir(join(rig.root, 'temporary'));
  execFileSync('mkfifo', [told]);
  const program = join(folder, 'xdg-open');
  await writeFile(
    program,
    `#!/bin/sh
path="\${1#file://}"
{ stat -c %a "$path" "\${path%/*}"; tr '\\0' '\\n' < /proc/$$/cmdline; } > '${told}'
`,
  );
  await chmod(program, 0o755);
  return {
    env: {
      DISPLAY: ':7',
      PATH: `${folder}:${process.env['PATH'] ?? ''}`,
      TMPDIR: join(rig.root, 'temporary'),
    },
    opened: async () => {
      const [file = '', parent = '', ...args] = (await readFile(told, 'utf8')).trim().split('\n');
      return { args, modes: [file, parent] };
    },
  };
}

/** Nobody is told the token, the file is its user's alone, leads to the page, and is gone with it. */
async function assertKeptSecret(
  url: string,
  browser: FakeBrowser,
  pageOf?: (viewer: PageViewer, file: string) => Promise<void>,
): Promise<string> {
  const { args, modes } = await browser.opened();
  const token = /^http:\/\/127\.0\.0\.1:\d+\/(\w{32})\//.exec(url)?.[1] ?? '';
  assert.equal(token.length, 32, url);
  const [file = ''] = args.slice(-1);
  assert.match(file, /^file:\/\/\/.*\/temporary\/spip-page-\w+\/page\.html$/);
  assert.ok(args.every((arg) => !arg.includes(token)));
  assert.deepEqual(argumentsWith(token), []);
  assert.deepEqual(modes, ['600', '700']);
  const path = fileURLToPath(file);
  assert.ok(readFileSync(path, 'utf8').includes(`content="0; url=${url}"`));
  if (noBrowser === false && pageOf !== undefined) {
    await using viewer = await PageViewer.open();
    await pageOf(viewer, file);
  }
  return path;
}

/** Processes of this machine in whose arguments or variables a text stands. */
function argumentsWith(text: string): readonly string[] {
  return globSync('/proc/[0-9]*').filter((folder) =>
    ['cmdline', 'environ'].some((name) => {
      try {
        return readFileSync(join(folder, name), 'latin1').includes(text);
      } catch {
        return false;
      }
    }),
  );
}

async function assertGone(run: StartedCli, path: string): Promise<void> {
  const { status, stderr } = await run.ended;
  assert.equal(status, 0, stderr);
  assert.ok(!existsSync(path));
  assert.deepEqual(readdirSync(join(path, '../..')), []);
}

test('`serve` hands the browser a file of its own, with which the page opens', async () => {
  await using indexed = await IndexedRig.open(files);
  const { record } = await indexed.matrix('thing');
  const { env, ...browser } = await fakeBrowser(indexed);
  const run = indexed.spawn('serve last', { env });
  await run.told(/Ctrl-C ends it/);
  const url = run.stdout().trim();
  const path = await assertKeptSecret(url, { env, ...browser }, async (viewer, file) => {
    const page = await viewer.page(file);
    await page.waitForURL(url);
    await page.getByText(record.run.id).first().waitFor();
  });
  run.signal('SIGINT');
  await assertGone(run, path);
});

test('`--open` does, and the file goes with the run', async () => {
  await using indexed = await IndexedRig.open(files);
  await using held = await HeldCommands.open(indexed.rig.root);
  const browser = await fakeBrowser(indexed);
  const command = `{python} ${held.script} ${held.socket}`;
  const words = ['matrix', 'thing', '--open', '--sandbox', 'off', '--command', command];
  const run = indexed.spawn(words, { env: browser.env });
  await run.told(/The run as a page: \S+\n/);
  const [, url = ''] = /The run as a page: (\S+)\n/.exec(run.stderr()) ?? [];
  const path = await assertKeptSecret(url, browser);
  (await held.next()).release();
  await assertGone(run, path);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`\`--open --serve\`: the file goes with the page, ended by ${signal}`, async () => {
    await using indexed = await IndexedRig.open(files);
    const browser = await fakeBrowser(indexed);
    const run = indexed.spawn('matrix thing --open --serve --import-only', { env: browser.env });
    await run.told(/The page stays until Ctrl-C: \S+\n/);
    const [, url = ''] = /The run as a page: (\S+)\n/.exec(run.stderr()) ?? [];
    const path = await assertKeptSecret(url, browser);
    run.signal(signal);
    await run.ended;
    assert.ok(!existsSync(path));
  });
}

test('where no file can be made the page is served all the same', async () => {
  await using indexed = await IndexedRig.open(files);
  await indexed.matrix('thing');
  const { env } = await fakeBrowser(indexed);
  const run = indexed.spawn('serve', { env: { ...env, TMPDIR: join(indexed.rig.root, 'none') } });
  await run.told(/Ctrl-C ends it/);
  run.signal('SIGINT');
  assert.equal((await run.ended).status, 0);
});
