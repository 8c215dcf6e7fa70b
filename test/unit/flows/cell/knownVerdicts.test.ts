import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { KnownVerdicts } from '../../../../src/flows/cell/knownVerdicts.ts';
import type { KnownVerdictsOptions } from '../../../../src/flows/cell/knownVerdicts.ts';
import type { CellJob } from '../../../../src/model/cellJob.ts';
import type { CellOutcome } from '../../../../src/model/record.ts';
import { SpipError } from '../../../../src/lib/spipError.ts';
import { outcome, step } from '../../report/world.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';
import { distribution, job } from './fakeHost.ts';

const set = { lock: { packages: [distribution.locked] }, notes: [] };
const log = 'logs/c7.import.log';
const passed = outcome(undefined, { steps: [step('install'), step('import', { log })] });
const failed = outcome(
  { state: 'fail', reason: 'import-failed' },
  { message: 'boom', steps: [step('import', { state: 'fail', log })] },
);

interface Memory {
  readonly verdicts: KnownVerdicts;
  readonly saved: Map<string, CellOutcome>;
  readonly runFolder: string;
  readonly earlierFolder: string;
}

async function memory(
  t: TestContext,
  reuses: KnownVerdictsOptions['reuses'] = 'all',
): Promise<Memory> {
  const folder = await temporaryFolder(t);
  const [runFolder, earlierFolder] = [join(folder, 'now'), join(folder, 'then')];
  [runFolder, earlierFolder].forEach((path) => mkdirSync(join(path, 'logs'), { recursive: true }));
  writeFileSync(join(earlierFolder, log), 'what it said');
  const saved = new Map<string, CellOutcome>();
  const verdicts = new KnownVerdicts({
    results: {
      verdict: (key) => {
        const found = saved.get(key);
        return found && { outcome: found, run: 'then', folder: earlierFolder, decided: 'D' };
      },
      earlierState: () => undefined,
      saveVerdict: ({ key, outcome: one }) => void saved.set(key, one),
    },
    run: { spip: '1', system: [] },
    runFolder,
    reuses,
    clock: { now: () => new Date(0) },
  });
  return { verdicts, saved, runFolder, earlierFolder };
}

/** Keeps an outcome, and gives what the next cell of the kind gets. */
async function again(
  { verdicts }: Memory,
  given: CellOutcome,
  of: CellJob = job,
): Promise<CellOutcome | undefined> {
  const first = await verdicts.find(of, set);
  assert.ok(first !== undefined && first.outcome === undefined);
  await verdicts.remember(of, first.key, given);
  return (await verdicts.find(of, set))?.outcome;
}

suite('verdicts of earlier runs', () => {
  test('come back with their logs, which outlast the run that wrote them', async (t) => {
    const known = await memory(t);
    const found = await again(known, passed);
    assert.deepEqual(found?.reused, { run: 'then', decided: 'D' });
    assert.equal(found.state, 'pass');
    const own = found.steps[1]?.log ?? '';
    rmSync(known.earlierFolder, { recursive: true });
    assert.equal(readFileSync(join(known.runFolder, own), 'utf8'), 'what it said');
  });

  test('whose log is gone are found out anew', async (t) => {
    const known = await memory(t);
    rmSync(join(known.earlierFolder, log));
    assert.equal(await again(known, passed), undefined);
  });

  test('that a database does not give are found out anew', async (t) => {
    const { runFolder } = await memory(t);
    const broken = new KnownVerdicts({
      results: {
        verdict: () => {
          throw new SpipError('disk', 'full');
        },
        earlierState: () => {
          throw new SpipError('disk', 'Failed to use the database');
        },
        saveVerdict: () => undefined,
      },
      run: { spip: '1', system: [] },
      runFolder,
      reuses: 'all',
      clock: { now: () => new Date(0) },
    });
    assert.equal((await broken.find(job, set))?.outcome, undefined);
  });

  test('count as the user says', async (t) => {
    assert.equal((await again(await memory(t), failed))?.state, 'fail');
    assert.equal(await again(await memory(t, 'passes'), failed), undefined);
    assert.equal((await again(await memory(t, 'passes'), passed))?.state, 'pass');
    assert.equal(await again(await memory(t, 'none'), passed), undefined);
  });

  const fleeting: Readonly<Record<string, CellOutcome>> = {
    'the surroundings failed': outcome({ state: 'infra', reason: 'disk' }),
    'a limit was hit': outcome({ state: 'limit', reason: 'timeout' }),
    'it was stopped': outcome({ state: 'cancelled', reason: 'interrupted' }),
    'it could not be installed': outcome({ state: 'blocked', reason: 'unresolvable' }),
    'it is flaky': outcome({ state: 'pass', reason: 'flaky' }),
    'it changed its environment': outcome(undefined, {
      notes: [{ code: 'modified-environment', text: 'modified', paths: ['a'] }],
    }),
    'its files were changed by another': outcome(undefined, {
      notes: [{ code: 'ran-again', text: 'ran again', paths: ['a'] }],
    }),
    'it was killed': outcome(
      { state: 'fail', reason: 'crashed' },
      { steps: [step('custom', { state: 'fail', signal: 'SIGKILL' })] },
    ),
    'it is itself one of an earlier run': outcome(undefined, {
      reused: { run: 'x', decided: 'D' },
    }),
  };
  for (const [why, one] of Object.entries(fleeting)) {
    test(`are not kept where ${why}`, async (t) => {
      assert.equal(await again(await memory(t), one), undefined);
    });
  }

  test('are not kept of tests that were changed meanwhile', async (t) => {
    const known = await memory(t);
    const path = join(known.runFolder, 't.py');
    writeFileSync(path, 'assert 1\n');
    const files = [{ path, name: 't.py' }];
    const custom = { kind: 'script', name: 't.py', args: [], files, follow: {} } as const;
    const tested: CellJob = { ...job, steps: [{ name: 'custom', test: custom }] };
    const { key = '' } = (await known.verdicts.find(tested, set)) ?? {};
    writeFileSync(path, 'assert 2\n');
    await known.verdicts.remember(tested, key, outcome());
    assert.equal(known.saved.size, 0);
  });

  test('are not looked for where the tests cannot be read', async (t) => {
    const { verdicts, runFolder } = await memory(t);
    assert.equal(existsSync(join(runFolder, 'gone')), false);
    const files = Array.from({ length: 20_001 }, () => ({ path: runFolder, name: 'x' }));
    const custom = { kind: 'script', name: 'x', args: [], files, follow: {} } as const;
    const tested: CellJob = { ...job, steps: [{ name: 'custom', test: custom }] };
    assert.equal(await verdicts.find(tested, set), undefined);
  });
});
