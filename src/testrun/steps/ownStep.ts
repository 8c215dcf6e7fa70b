import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isNoSpace } from '../../lib/files/diskError.ts';
import type { NamedTests } from '../../model/testNames.ts';
import { testNamesPath } from '../../model/testNames.ts';
import { seenFolders } from '../../process/isolation/isolation.ts';
import { readEvidence } from '../evidence/readEvidence.ts';
import { resourcesOf, stepResult } from '../stepResult.ts';
import type { OwnTests, TestPlan } from '../testPlan.ts';
import { readTestsReport } from '../runners/readTestsReport.ts';
import { runnerSource } from '../runners/runnerSource.ts';
import { judgeTests } from './judgeTests.ts';
import type { Child, Step } from './step.ts';
import { testsRecord } from './testsRecord.ts';

/** The release's own tests, judged by how their runner ended and what it said of each of them. */
export const ownStep: Step = {
  name: 'own',
  children: (plan) => {
    switch (plan.own) {
      case undefined:
        return undefined;
      case 'none':
        return [];
      default:
        return [childOf(plan, plan.own)];
    }
  },
  judge: (plan, run) => {
    const { own } = plan;
    if (own === undefined || own === 'none') {
      return stepResult(
        'own',
        { state: 'no-tests', reason: 'none-collected' },
        { message: 'No own tests found', hint: lookedFor },
      );
    }
    const [end] = run.ends;
    const report = readTestsReport(end?.said ?? '');
    const tests = testsRecord(own, report, plan);
    keepNames(plan, run.log, { counts: tests.counts, names: report.names });
    const evidence = end === undefined ? [] : readEvidence(plan.folders.home);
    const {
      verdict,
      message,
      hint,
      notes = [],
    } = judgeTests(plan, { run, report, tests, evidence });
    return stepResult('own', verdict, {
      message,
      hint,
      tests,
      notes,
      exitStatus: end?.exitStatus,
      signal: end?.signal,
      seconds: end?.seconds ?? run.seconds,
      log: run.log,
      resources: resourcesOf(run),
    });
  },
};

const lookedFor =
  'files `test_*.py` and `*_test.py` were looked for in the wheel, and in the sdist where there is one; `--tests-from git` looks in the repository that the release names';

/** For reports that name each test. Where there is no room for it they have the counts. */
function keepNames({ runFolder }: TestPlan, log: string | undefined, named: NamedTests): void {
  if (log === undefined || Object.values(named.names).every(({ length }) => length === 0)) {
    return;
  }
  try {
    writeFileSync(join(runFolder, testNamesPath(log)), JSON.stringify(named), { mode: 0o600 });
  } catch (error) {
    if (!isNoSpace(error)) {
      throw error;
    }
  }
}

function childOf(
  { isolation, folders, limits, modules, repair, python }: TestPlan,
  own: OwnTests,
): Child {
  const { env, cwd } = seenFolders(isolation, folders);
  const { runner, fallback, targets, args, configured, config, copies, guarded, script } = own;
  const spec = {
    runner,
    fallback,
    script,
    targets: targets.map((target) =>
      own.from === 'wheel' ? `${env}/${target}` : target === '' ? '.' : target,
    ),
    args: repair === 'importlib' ? [...args, '--import-mode=importlib'] : args,
    restores: repair === 'collections',
    env: own.env,
    // Tests that are installed lie elsewhere than the configuration: it has to be named.
    config: own.from === 'wheel' ? config : undefined,
    has_config: config !== undefined,
    project: own.from === 'checkout',
    configured,
    copies,
    guarded,
    modules,
    lacks: python.lacks,
    root: cwd,
  };
  return {
    kind: 'command',
    argv: [`${env}/bin/python`, '-c', runnerSource, JSON.stringify(nullsFor(spec))],
    reports: true,
    readOnly: own.readOnly,
    copied: { files: own.files, follow: {} },
    limitMs: limits.customMs,
  };
}

function nullsFor(spec: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(spec).map(([key, value]) => [key, value ?? null]));
}
