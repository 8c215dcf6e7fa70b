import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { collectGarbage } from '../../../src/ledger/collectGarbage.ts';
import { openLedger } from '../../../src/ledger/openLedger.ts';
import type { Ledger } from '../../../src/ledger/openLedger.ts';
import { SpipError } from '../../../src/lib/spipError.ts';
import { askGit, processLocks, temporaryFolder } from './ledgerRig.ts';

const base = { branch: 'base/x', text: 'an interpreter\n' };

async function open(directory: string, told: string[]): Promise<Ledger> {
  return openLedger({
    directory,
    locks: processLocks(),
    env: process.env,
    onRepair: (text) => told.push(text),
  });
}

/** Two environments on one base, each written if it is not there. */
async function fill(ledger: Ledger): Promise<readonly string[]> {
  const commit = await ledger.ensureBase(base);
  return Promise.all(
    ['one', 'two'].map((name) =>
      ledger.commitEnvironment({ base: commit, lockText: `${name}\n`, manifestText: 'files\n' }),
    ),
  );
}

function objectPath(directory: string, name: string): string {
  const id = askGit(directory, 'rev-parse', name).trim();
  return join(directory, 'objects', id.slice(0, 2), id.slice(2));
}

interface Damage {
  readonly name: string;
  readonly packed?: boolean;
  readonly damage: (directory: string, commits: readonly string[]) => void | Promise<void>;
  /** What is told, and how many of the two environments are left. */
  readonly told: RegExp;
  readonly left: number;
}

const damages: readonly Damage[] = [
  {
    name: 'a truncated lock of one environment',
    damage: (directory, [one]) => truncate(objectPath(directory, `${one}:lock.json`)),
    told: /set 1 of its files aside in `.*quarantine`; forgot 1 environments/,
    left: 1,
  },
  {
    name: 'a truncated manifest of both',
    damage: (directory, [one]) => truncate(objectPath(directory, `${one}:manifest`)),
    told: /set 1 of its files aside .* forgot 2 environments/,
    left: 0,
  },
  {
    name: 'a commit that is empty',
    damage: (directory, [, two]) => truncate(objectPath(directory, two ?? ''), 0),
    told: /set 1 of its files aside .* forgot 1 environments/,
    left: 1,
  },
  {
    name: 'a base that is gone',
    damage: (directory) => rmSync(objectPath(directory, 'refs/heads/base/x')),
    told: /forgot 2 environments/,
    left: 0,
  },
  {
    name: 'a pack that is cut',
    packed: true,
    damage: async (directory) => {
      const folder = join(directory, 'objects/pack');
      const pack = readdirSync(folder).find((name) => name.endsWith('.pack')) ?? '';
      await truncate(join(folder, pack), 100);
    },
    told: /set \d of its files aside .* forgot 2 environments/,
    left: 0,
  },
  {
    name: 'refs that say nothing',
    damage: (directory, [one]) => {
      writeFileSync(join(directory, 'refs/spip/env', one ?? ''), '');
      writeFileSync(join(directory, 'refs/heads/base/x'), 'nonsense\n');
    },
    told: /forgot 1 environments/,
    left: 1,
  },
  {
    name: '`packed-refs` that git cannot read',
    damage: (directory) => writeFileSync(join(directory, 'packed-refs'), 'nonsense\n'),
    told: /set 1 of its files aside/,
    left: 2,
  },
  {
    name: 'settings that git cannot read',
    damage: (directory) => writeFileSync(join(directory, 'config'), '[core\n'),
    told: /put back its HEAD and settings/,
    left: 2,
  },
  {
    name: 'no folder of objects',
    damage: (directory) => rmSync(join(directory, 'objects'), { recursive: true }),
    told: /put back its HEAD and settings; forgot 2 environments/,
    left: 0,
  },
];

for (const { name, packed, damage, told: expected, left } of damages) {
  test(`after ${name} the ledger is mended once, and filled again`, async () => {
    await using root = temporaryFolder();
    const directory = join(root.path, 'ledger.git');
    const told: string[] = [];
    const commits = await fill(await open(directory, told));
    const collect = (): Promise<readonly string[]> =>
      collectGarbage({
        directory,
        env: process.env,
        keep: new Set(commits),
        dryRun: false,
        onRepair: (text) => told.push(text),
      });
    if (packed === true) {
      await collect();
    }
    await damage(directory, commits);
    assert.deepEqual(await collect(), []);
    assert.equal(told.length, 1, told.join('\n'));
    assert.match(told[0] ?? '', /^The ledger was damaged: /);
    assert.match(told[0] ?? '', expected);
    const refs = askGit(directory, 'for-each-ref', '--format=%(objectname)', 'refs/spip/env');
    assert.equal(refs.split('\n').length - 1, left);
    // Once is enough, and whoever needs what is gone makes it again.
    await collect();
    assert.deepEqual(await fill(await open(directory, told)), commits);
    await collect();
    assert.equal(told.length, 1);
    assert.equal(askGit(directory, 'fsck', '--full', '--strict'), '');
    assert.equal(askGit(directory, 'cat-file', 'blob', `${commits[0]}:lock.json`), 'one\n');
  });
}

const halves: Readonly<Record<string, (directory: string) => void>> = {
  'without HEAD': (directory) => rmSync(join(directory, 'HEAD')),
  'with an empty HEAD': (directory) => writeFileSync(join(directory, 'HEAD'), ''),
  'whose HEAD is a folder': (directory) => {
    rmSync(join(directory, 'HEAD'));
    mkdirSync(join(directory, 'HEAD'));
  },
  'that is an empty folder': (directory) => {
    rmSync(directory, { recursive: true });
    mkdirSync(directory);
  },
  'that is a file': (directory) => {
    rmSync(directory, { recursive: true });
    writeFileSync(directory, '');
  },
};

for (const [name, damage] of Object.entries(halves)) {
  test(`a ledger ${name} serves the next run`, async () => {
    await using root = temporaryFolder();
    const directory = join(root.path, 'ledger.git');
    const told: string[] = [];
    const commits = await fill(await open(directory, told));
    damage(directory);
    assert.deepEqual(await fill(await open(directory, told)), commits);
    assert.equal(told.length, 1, told.join('\n'));
    assert.equal(askGit(directory, 'fsck', '--full', '--strict'), '');
    assert.equal(askGit(directory, 'rev-parse', '--is-bare-repository'), 'true\n');
    await fill(await open(directory, told));
    assert.equal(told.length, 1);
  });
}

test('who only looks is told what mends it, and what is no damage is not mended', async () => {
  await using root = temporaryFolder();
  const directory = join(root.path, 'ledger.git');
  const commits = await fill(await open(directory, []));
  const look = (dryRun: boolean): Promise<unknown> =>
    collectGarbage({
      directory,
      env: process.env,
      keep: new Set(commits),
      dryRun,
      onRepair: () => assert.fail('nothing is to be mended'),
    });
  writeFileSync(join(directory, 'config'), '[core\n');
  await assert.rejects(look(true), (error) => {
    assert.ok(error instanceof SpipError);
    assert.deepEqual(
      [error.code, error.hint],
      ['git', '`spip gc` without `--dry-run` mends a damaged ledger'],
    );
    return true;
  });
  assert.equal(existsSync(join(root.path, 'quarantine')), false);
});

async function truncate(path: string, length = 10): Promise<void> {
  await chmod(path, 0o644);
  truncateSync(path, length);
}
