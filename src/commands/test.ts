import { keysOf } from '../lib/keysOf.ts';
import { pick } from '../lib/pick.ts';
import { SpipError } from '../lib/spipError.ts';
import { refuseSeveralOutputs, reportOptions } from '../options/reportOptions.ts';
import { checkoutOptions, sharedTestKeys } from '../options/testOptions.ts';
import { defineCommand } from './command.ts';
import { globalOf } from './globalOf.ts';
import { indexOf } from './indexOf.ts';
import { refuseReportsOfPlan } from './refuseReportsOfPlan.ts';
import { cellGroups, globalGroup, indexGroup, runGroups } from './sharedGroups.ts';
import { tellEnd } from './tellEnd.ts';

const resolutionKeys = ['constraintFiles', 'overrideFiles'] as const;

export const command = defineCommand({
  name: 'test',
  operands: '[OPTIONS] [-- ARGUMENTS OF THE TEST RUNNER]',
  description:
    'Tests the working tree on all its Pythons: builds its wheel, installs that with what the tests\n' +
    'need, and runs pytest, or unittest where there is no pytest, in a copy of the tree.',
  groups: [
    { title: 'Interpreters', options: ['pythons', 'pythonDownloads'] },
    {
      title: 'Requirements',
      options: ['testGroups', 'testExtras', 'with', 'pre', ...resolutionKeys],
    },
    {
      title: 'Axes',
      options: [
        'bounds',
        'extras',
        'eachExtra',
        'strategies',
        'excludedCells',
        'pairwise',
        'budget',
      ],
    },
    { title: 'Tests', options: ['command', 'watch'] },
    ...cellGroups,
    indexGroup,
    ...runGroups,
    globalGroup,
  ],
  examples: [
    ['spip test', 'on the Pythons that the project names'],
    ['spip test --python 3.12 -- -x tests/test_api.py', 'one file on one of them'],
    ['spip test --group tests --extra async', 'with a dependency group and an extra'],
    [
      'spip test --bounds lowest,highest',
      'with the lowest releases that it admits, and the newest',
    ],
  ],
  run: async ({ operands, separated, given, options }, context) => {
    const testArguments = argumentsIn(operands, separated);
    const reports = pick(given, keysOf(reportOptions));
    refuseReportsOfPlan({ ...options, ...reports });
    refuseSeveralOutputs(reports, options.events);
    const asked = {
      ...pick(given, sharedTestKeys),
      ...pick(given, keysOf(checkoutOptions)),
      testArguments,
      global: globalOf(options),
      index: indexOf(given),
      resolution: { ...pick(given, resolutionKeys), strategy: given.strategies?.[0] },
      reports: { files: reports, maxBytes: options.maxBytes, ci: !options.noCi },
    };
    if (options.watch) {
      refuseWatch(options);
      const { watchTest } = await import('../flows/jobs/watchTest.ts');
      return await watchTest(asked, context);
    }
    const { runTest } = await import('../flows/jobs/test.ts');
    return tellEnd(await runTest(asked, context), context);
  },
});

/** What stands behind `--`; `undefined` without it. */
function argumentsIn(
  operands: readonly string[],
  separated: number | undefined,
): readonly string[] | undefined {
  const [first] = operands;
  if (first !== undefined && separated !== 0) {
    throw new SpipError(
      'usage',
      `Expected arguments of the test runner behind \`--\`, found \`${first}\``,
      { hint: `\`spip test -- ${first}\`` },
    );
  }
  return separated === undefined ? undefined : operands;
}

/** What tells of one run, or of none. */
function refuseWatch(asked: {
  readonly dryRun: boolean;
  readonly events: boolean;
  readonly serve: boolean;
}): void {
  const other = (['dryRun', 'events', 'serve'] as const).find((name) => asked[name]);
  if (other !== undefined) {
    const name = other === 'dryRun' ? 'dry-run' : other;
    throw new SpipError('usage', `Expected either \`--watch\` or \`--${name}\`, found both`);
  }
}
