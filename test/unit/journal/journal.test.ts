import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  access,
  appendFile,
  mkdir,
  readFile,
  readdir,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { parseLines } from '../../../src/journal/journalLines.ts';
import { openJournal } from '../../../src/journal/openJournal.ts';
import { closeRunLocks, openRunLocks, tryLockRun } from '../../../src/journal/runLocks.ts';
import type { RunLocks } from '../../../src/journal/runLocks.ts';
import { sweepDeadRuns } from '../../../src/journal/sweepDeadRuns.ts';
import type { SweptRun } from '../../../src/journal/sweepDeadRuns.ts';
import { identifyProcess } from '../../../src/lib/processIdentity.ts';
import { mountSmallDisk, noSmallDisks } from '../../support/smallDisk.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

type UndoHandlers = Parameters<typeof sweepDeadRuns>[0]['undo'];

interface Rig {
  readonly dataDir: string;
  readonly cacheDir: string;
  readonly locks: () => RunLocks;
  readonly open: (runId: string) => ReturnType<typeof openJournal>;
  readonly sweep: (changes?: Partial<UndoHandlers>) => Promise<readonly SweptRun[]>;
  readonly calls: string[];
}

async function rig(t: TestContext): Promise<Rig> {
  const folder = await temporaryFolder(t);
  const places = { dataDir: join(folder, 'data'), cacheDir: join(folder, 'cache') };
  const calls: string[] = [];
  const record = (call: string): Promise<void> => {
    calls.push(call.replace(folder, '<folder>'));
    return Promise.resolve();
  };
  const undo: UndoHandlers = {
    strays: (run) => record(`strays of ${run}`),
    worktree: (directory, commit) => record(`worktree ${directory} ${commit}`),
    process: ({ pid }, run) => record(`process ${pid} of ${run}`),
    directory: (path) => record(`directory ${path}`),
  };
  // Each its own handle, as processes have.
  const locks = () => {
    const opened = openRunLocks(places);
    t.after(() => closeRunLocks(opened));
    return opened;
  };
  return {
    ...places,
    calls,
    locks,
    open: (runId) => openJournal({ ...places, locks: locks(), newRunId: () => runId }),
    sweep: (changes) => sweepDeadRuns({ ...places, locks: locks(), undo: { ...undo, ...changes } }),
  };
}

/** Starts a run in another process and kills it when it has left its traces. */
async function killedRun(t: TestContext, { dataDir, cacheDir }: Rig, run: string): Promise<void> {
  const script = join(import.meta.dirname, '../../support/journalChild.ts');
  const child = spawn(process.execPath, [script, dataDir, cacheDir, run], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  const said: unknown[] = await Promise.race([once(child.stdout, 'data'), exited]);
  assert.equal(String(said[0]), 'ready\n');
  child.kill('SIGKILL');
  await exited;
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

describe('a run that ends', () => {
  it('leaves its journal with its record, and nothing of its own folders', async (t) => {
    const { dataDir, cacheDir, open, sweep, calls } = await rig(t);
    const journal = await open('r1');
    await mkdir(join(cacheDir, 'tmp', 'r1', 'x'), { recursive: true });
    await mkdir(join(cacheDir, 'work', 'r1'), { recursive: true });
    await mkdir(join(dataDir, 'runs', 'r1'), { recursive: true });
    const token = await journal.intend({ kind: 'directory', path: '/a' });
    await journal.done(token);
    await journal.close();
    await journal.close();
    assert.deepEqual(await readdir(join(dataDir, 'journals')), []);
    assert.equal(await exists(join(cacheDir, 'tmp', 'r1')), false);
    assert.equal(await exists(join(cacheDir, 'work', 'r1')), false);
    const entries = parseLines(await readFile(join(dataDir, 'runs', 'r1', 'journal'), 'utf8'));
    assert.deepEqual(
      entries.map(({ entry }) => entry),
      ['run', 'intend', 'done'],
    );
    assert.deepEqual(await sweep(), []);
    assert.deepEqual(calls, []);
  });

  it('leaves nothing if it has no record', async (t) => {
    const { dataDir, open } = await rig(t);
    const journal = await open('r1');
    await journal.close();
    assert.deepEqual(await readdir(join(dataDir, 'journals')), []);
    assert.equal(await exists(join(dataDir, 'runs')), false);
  });

  it(
    'says what it begins, and need not say what it has done, on a full disk',
    {
      skip: noSmallDisks(),
    },
    async (t) => {
      const { dataDir, open } = await rig(t);
      using disk = mountSmallDisk(dataDir, 'size=64k');
      const journal = await open('r1');
      const token = await journal.intend({ kind: 'directory', path: '/a' });
      await assert.rejects(writeFile(join(disk.path, 'filler'), Buffer.alloc(2 ** 20)));
      // A page of the journal that was begun still takes some lines.
      for (let line = 0; line < 200; line += 1) {
        await journal.done(token);
      }
      await assert.rejects(journal.intend({ kind: 'directory', path: '/b' }), { code: 'disk' });
      await journal.close();
    },
  );

  it('has an id that no other run has: neither a live one, nor a dead one, nor one that ended', async (t) => {
    const { dataDir, cacheDir, locks, open } = await rig(t);
    const journal = await open('live');
    await assert.rejects(open('live'), { code: 'internal' });
    await writeFile(join(dataDir, 'journals', 'dead'), '');
    await mkdir(join(dataDir, 'runs', 'ended'), { recursive: true });
    await writeFile(join(dataDir, 'runs', 'ended', 'journal'), 'its own');
    const ids = ['live', 'dead', 'ended', 'fresh', 'unasked'];
    const newRunId = (): string => ids.shift() ?? '';
    const next = await openJournal({ dataDir, cacheDir, locks: locks(), newRunId });
    assert.equal(next.runId, 'fresh');
    await next.close();
    await journal.close();
    assert.equal(await readFile(join(dataDir, 'runs', 'ended', 'journal'), 'utf8'), 'its own');
    // Those that were tried are not held.
    for (const run of ['dead', 'ended']) {
      ((await tryLockRun(locks(), run)) ?? assert.fail(run)).release();
    }
  });
});

describe('the sweep', () => {
  it('leaves a run alone whose lock lies with another cache: it may live', async (t) => {
    const { dataDir, cacheDir, open, calls } = await rig(t);
    const journal = await open('live');
    await journal.intend({ kind: 'directory', path: '/a' });
    const other = join(cacheDir, 'other');
    const locks = openRunLocks({ dataDir, cacheDir: other });
    t.after(() => closeRunLocks(locks));
    const refuse = (): Promise<void> => Promise.reject(new Error('must not be called'));
    const undo = { strays: refuse, worktree: refuse, process: refuse, directory: refuse };
    assert.deepEqual(await sweepDeadRuns({ dataDir, cacheDir: other, locks, undo }), []);
    assert.deepEqual(await readdir(join(dataDir, 'journals')), ['live']);
    assert.deepEqual(calls, []);
    await journal.close();
  });

  it('takes a run of another cache for what it is, whatever the cache is called and where it is gone', async (t) => {
    const world = await rig(t);
    const { dataDir, cacheDir, calls } = world;
    const other = join(cacheDir, '..', 'other');
    const undo = {
      strays: () => Promise.resolve(),
      worktree: () => Promise.resolve(),
      process: () => Promise.resolve(),
      directory: () => Promise.resolve(),
    };
    const sweepWith = async (directory: string): Promise<readonly string[]> => {
      const places = { dataDir, cacheDir: directory };
      const locks = openRunLocks(places);
      t.after(() => closeRunLocks(locks));
      return (await sweepDeadRuns({ ...places, locks, undo })).map(({ run }) => run);
    };
    await killedRun(t, world, 'renamed');
    await mkdir(other);
    assert.deepEqual(await sweepWith(other), [], 'its own cache is there');
    const link = join(cacheDir, '..', 'link');
    await symlink(cacheDir, link);
    assert.deepEqual(await sweepWith(link), ['renamed'], 'the same folder');
    await killedRun(t, world, 'lost');
    const live = await world.open('live');
    await rename(cacheDir, `${cacheDir}-gone`);
    assert.deepEqual(await sweepWith(other), ['lost'], 'the lock of the live one is in the data');
    await live.close();
    assert.deepEqual(calls, []);
  });

  it('leaves a live run alone', async (t) => {
    const { cacheDir, open, sweep, calls } = await rig(t);
    const journal = await open('live');
    await journal.intend({ kind: 'directory', path: '/a' });
    await mkdir(join(cacheDir, 'tmp', 'live'), { recursive: true });
    assert.deepEqual(await sweep(), []);
    assert.deepEqual(calls, []);
    assert.equal(await exists(join(cacheDir, 'tmp', 'live')), true);
    await journal.close();
  });

  it('undoes what a killed run left open, the latest first, and archives its journal', async (t) => {
    const world = await rig(t);
    await killedRun(t, world, 'dead');
    await mkdir(join(world.dataDir, 'runs', 'dead'), { recursive: true });
    const swept = await world.sweep();
    assert.deepEqual(
      swept.map(({ run, undone, failures }) => [run, undone.map(({ kind }) => kind), failures]),
      [['dead', ['directory', 'worktree'], []]],
    );
    assert.deepEqual(world.calls, [
      'strays of dead',
      'directory <folder>/cache/open',
      'worktree <folder>/cache/work/dead/cell abc',
    ]);
    assert.equal(await exists(join(world.cacheDir, 'tmp', 'dead')), false);
    assert.equal(await exists(join(world.cacheDir, 'work', 'dead')), false);
    assert.equal(await exists(join(world.dataDir, 'runs', 'dead', 'journal')), true);
    assert.deepEqual(await world.sweep(), []);
  });

  it('does it once when two sweep at the same time', async (t) => {
    const world = await rig(t);
    await killedRun(t, world, 'dead');
    const swept = (await Promise.all([world.sweep(), world.sweep(), world.sweep()])).flat();
    assert.equal(swept.length, 1);
    assert.equal(world.calls.length, 3);
  });

  it('ends only the very process that the run started, before anything else', async (t) => {
    const { sweep, calls, open } = await rig(t);
    const child = spawn('sleep', ['600'], { stdio: 'ignore' });
    t.after(() => child.kill('SIGKILL'));
    await once(child, 'spawn');
    const pid = child.pid ?? 0;
    const identity = identifyProcess(pid);
    assert.ok(identity !== undefined);
    const journal = await open('r1');
    await journal.intend({ kind: 'process', process: { ...identity, startTime: '1' } });
    await journal.intend({ kind: 'process', process: { ...identity, bootId: 'another' } });
    await journal.intend({ kind: 'process', process: identity });
    await journal.intend({ kind: 'directory', path: '/a' });
    await journal.close();
    await sweep();
    assert.deepEqual(calls, [`process ${pid} of r1`, 'strays of r1', 'directory /a']);
  });

  it('reads a journal whose last line is torn, and skips a line with a wrong checksum', async (t) => {
    const { dataDir, sweep, calls, open } = await rig(t);
    const journal = await open('r1');
    await journal.intend({ kind: 'directory', path: '/a' });
    await journal.intend({ kind: 'directory', path: '/b' });
    await journal.close();
    const dead = join(dataDir, 'journals', 'r1');
    const text = await readFile(dead, 'utf8');
    await writeFile(dead, text.replace('"/a"', '"/x"'));
    await appendFile(dead, text.split('\n')[1]?.slice(0, 30) ?? '');
    await sweep();
    assert.deepEqual(calls, ['strays of r1', 'directory /b']);
  });

  it('tries again later what it could not undo, and goes on with the rest', async (t) => {
    const world = await rig(t);
    await killedRun(t, world, 'dead');
    const broken = await world.sweep({ worktree: () => Promise.reject(new Error('git')) });
    assert.deepEqual(
      broken.map(({ undone, failures }) => [
        undone.length,
        failures.map(({ intent }) => intent?.kind),
      ]),
      [[1, ['worktree']]],
    );
    assert.equal(await exists(join(world.cacheDir, 'work', 'dead')), true);
    const [again] = await world.sweep();
    assert.deepEqual(again?.failures, []);
    assert.equal(await exists(join(world.cacheDir, 'work', 'dead')), false);
  });

  it('does not read the journals of runs that have ended, however many', async (t) => {
    const { dataDir, sweep, open } = await rig(t);
    for (let index = 0; index < 20; index += 1) {
      const journal = await open(`r${index}`);
      await mkdir(join(dataDir, 'runs', journal.runId), { recursive: true });
      await journal.close();
    }
    // A folder in place of the file: whoever reads it fails.
    for (let index = 0; index < 20; index += 1) {
      const archived = join(dataDir, 'runs', `r${index}`, 'journal');
      await rm(archived);
      await mkdir(archived);
    }
    assert.deepEqual(await readdir(join(dataDir, 'journals')), []);
    assert.deepEqual(await sweep(), []);
  });
});
