// Many processes on one cache and one ledger (C1, C4, G1), each twenty times.
import assert from 'node:assert/strict';
import { execFile, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { wheelFile } from '../support/distributions.ts';
import { IndexedRig, readRecord } from '../support/indexedRig.ts';
import { assertWhole } from '../support/killAndRecover.ts';

const rounds = Number(process.env['SPIP_NIGHTLY_ROUNDS'] ?? 20);
const watchdog = { timeout: rounds * 180_000 };
const run = promisify(execFile);

const helpers = Array.from({ length: 42 }, (_, at) => `helper${at}`);
const files = [
  ...Array.from({ length: 8 }, (_, at) =>
    wheelFile({ name: 'thing', version: `1.${at}`, requires: helpers }),
  ),
  ...helpers.map((name) => wheelFile({ name, version: '1.0' })),
];

test(`C1: 8 processes with 8 cells each, cold, 50 wheels: ${rounds} times`, watchdog, async () => {
  assert.equal(files.length, 50);
  for (let round = 0; round < rounds; round += 1) {
    await using indexed = await IndexedRig.open(files);
    const gate = indexed.server.hold('/simple/thing/');
    const runs = Array.from({ length: 8 }, () =>
      indexed.spawn('matrix thing --limit 8 -j 8 --json -'),
    );
    await gate.arrived(8);
    gate.release();
    for (const one of runs) {
      const { status, stdout, stderr } = await one.ended;
      assert.equal(status, 0, `round ${round}: ${stderr}`);
      const { cells } = await readRecord(stdout);
      assert.deepEqual(
        cells.map(({ state, packages }) => `${state} ${packages.length}`),
        Array.from({ length: 8 }, () => 'pass 43'),
      );
    }
    for (const { filename } of files) {
      assert.equal(indexed.server.count(`/files/${filename}`), 1, `round ${round}: ${filename}`);
    }
    await assertWhole(indexed);
  }
});

const iterations = 1000;
const inNamespace = ['--pid', '--fork', '--mount-proc'];
const skip =
  spawnSync('unshare', [...inNamespace, 'true']).status === 0
    ? false
    : 'needs root, to make PID namespaces';

test(
  `C4: two PID namespaces, ${iterations} runs with equal pids: ${rounds} times`,
  { ...watchdog, skip },
  async () => {
    const script = join(import.meta.dirname, '../support/namespaceChild.ts');
    for (let round = 0; round < rounds; round += 1) {
      const folder = mkdtempSync(join(tmpdir(), 'spip-ns-'));
      try {
        const pids = await Promise.all(
          ['a', 'b'].map(async (name) => {
            const args = [process.execPath, script, folder, name, String(iterations / 2)];
            const { stdout } = await run('unshare', [...inNamespace, ...args]);
            return stdout.trim();
          }),
        );
        assert.equal(pids[0], pids[1], 'both have the same pid');
        assert.deepEqual(readdirSync(join(folder, 'data', 'journals')), []);
      } finally {
        await rm(folder, { recursive: true });
      }
    }
  },
);

test(
  `C4: the real program in two PID namespaces: ${rounds} times`,
  { ...watchdog, skip },
  async () => {
    const cli = join(import.meta.dirname, '../../bin/spip.js');
    for (let round = 0; round < rounds; round += 1) {
      await using indexed = await IndexedRig.open(files);
      const { rig, server } = indexed;
      const args = [...inNamespace, process.execPath, cli, ...'matrix thing -j 4'.split(' ')];
      const options = { cwd: rig.project, env: { ...rig.env }, maxBuffer: 2 ** 24 };
      await Promise.all([run('unshare', args, options), run('unshare', args, options)]);
      for (const { filename } of files.slice(8)) {
        assert.equal(server.count(`/files/${filename}`), 1, `round ${round}: ${filename}`);
      }
      await assertWhole(indexed);
    }
  },
);

test(
  `G1: 64 environments of 8 processes come and go in one ledger: ${rounds} times`,
  watchdog,
  async () => {
    const script = join(import.meta.dirname, '../unit/ledger/ledgerChild.ts');
    for (let round = 0; round < rounds; round += 1) {
      const folder = mkdtempSync(join(tmpdir(), 'spip-g1-'));
      try {
        const children = Array.from({ length: 8 }, (_, at) =>
          spawn(process.execPath, [script, folder, `p${at}`], { stdio: ['pipe', 'pipe', 'pipe'] }),
        );
        const errors = children.map(({ stderr }) => text(stderr));
        const outputs = children.map(({ stdout }) => text(stdout));
        await Promise.all(
          children.map(({ stdout }) => new Promise((resolve) => stdout.once('data', resolve))),
        );
        children.forEach(({ stdin }) => stdin.end());
        assert.deepEqual(new Set(await Promise.all(errors)), new Set(['']), `round ${round}`);
        const made = (await Promise.all(outputs)).map((output) =>
          Number(/"basesMade":(\d+)/.exec(output)?.[1]),
        );
        assert.equal(
          made.reduce((sum, one) => sum + one, 0),
          1,
        );
        const ledger = join(folder, 'ledger.git');
        const git = async (...args: readonly string[]): Promise<string> =>
          (await run('git', ['--git-dir', ledger, ...args])).stdout;
        assert.equal((await git('worktree', 'list')).trim().split('\n').length, 1);
        assert.equal(await git('fsck', '--strict', '--no-dangling'), '');
      } finally {
        await rm(folder, { recursive: true });
      }
    }
  },
);
