import { keysOf } from '../lib/keysOf.ts';
import { pick } from '../lib/pick.ts';
import { SpipError } from '../lib/spipError.ts';
import type { Context } from '../model/context.ts';
import { matrixOptions } from '../options/matrixOptions.ts';
import type { MatrixRequest } from '../options/matrixOptions.ts';
import type { Values } from '../options/option.ts';
import type { ParsedLine } from '../options/parseCommandLine.ts';
import { refuseSeveralOutputs, reportOptions } from '../options/reportOptions.ts';
import type { resolutionOptions } from '../options/resolutionOptions.ts';
import { writeWarning } from '../report/writeWarning.ts';
import { defineCommand } from './command.ts';
import { globalOf } from './globalOf.ts';
import { indexOf } from './indexOf.ts';
import { refuseReportsOfPlan } from './refuseReportsOfPlan.ts';
import { cellGroups, globalGroup, indexGroup, runGroups } from './sharedGroups.ts';
import { splitOperands } from './splitOperands.ts';
import { tellEnd } from './tellEnd.ts';

const resolutionKeys = ['requirementFiles', 'constraintFiles', 'overrideFiles'] as const;

export const command = defineCommand({
  name: 'matrix',
  operands: '[OPTIONS] [REQUIREMENT...] [TEST.py [-- ARGUMENT...]]',
  description:
    'Tests the releases of one or more packages, each in its own environment and worktree,\n' +
    'on the Pythons of this machine, and prints what works where.',
  groups: [
    {
      title: 'Releases',
      options: ['versions', 'limit', 'all', 'exclude', 'latestPer', 'pre', 'yanked'],
    },
    { title: 'Interpreters', options: ['pythons', 'pythonDownloads'] },
    {
      title: 'Resolution',
      options: ['with', 'lock', 'asOf', 'strategies', ...resolutionKeys],
    },
    {
      title: 'Axes',
      options: ['extras', 'eachExtra', 'excludedCells', 'pairwise', 'budget'],
    },
    {
      title: 'Tests',
      options: ['command', 'tests', 'ownTests', 'testWith', 'testsFrom', 'importOnly', 'steps'],
    },
    ...cellGroups,
    indexGroup,
    ...runGroups,
    globalGroup,
  ],
  examples: [
    [
      'spip matrix colorama --limit 16',
      'the 16 newest releases, each on the newest Python it admits',
    ],
    ["spip matrix 'click>=8' six --python all", 'two packages on every Python found'],
    ['spip matrix attrs ./test_mine.py', 'run a script against each release'],
    ['spip matrix attrs --own-tests', 'run the tests of each release itself'],
    [
      "spip matrix attrs --tests tests --command 'python -m unittest discover {tests}'",
      'run a command',
    ],
  ],
  run: async ({ operands, separated, given, options }, context) => {
    const subjects = splitWithWarning({ operands, separated }, context);
    refuseContradictions({ ...options, ...subjects });
    refuseSeveralOutputs(pick(options, keysOf(reportOptions)), options.events);
    const asked: MatrixRequest = {
      ...pick(given, keysOf(matrixOptions)),
      ...subjects,
      global: globalOf(options),
      index: indexOf(given),
      resolution: { ...pick(given, resolutionKeys), strategy: given.strategies?.[0] },
      reports: {
        files: pick(given, keysOf(reportOptions)),
        maxBytes: options.maxBytes,
        ci: !options.noCi,
      },
    };
    const { runMatrix } = await import('../flows/jobs/matrix.ts');
    return tellEnd(await runMatrix(asked, context), context);
  },
});

/** What is tested, and by which script. */
type Subjects = Pick<MatrixRequest, 'requirements' | 'script' | 'scriptArgs'>;

function splitWithWarning(
  { operands, separated }: Pick<ParsedLine, 'operands' | 'separated'>,
  { cwd, screen }: Context,
): Subjects {
  const before = splitOperands(operands.slice(0, separated), cwd);
  // Without a script before it, `--` only ends the options.
  const takesRest = before.script !== undefined && separated !== undefined;
  const { requirements, script, ambiguous } = takesRest ? before : splitOperands(operands, cwd);
  const scriptArgs = takesRest ? operands.slice(separated) : [];
  if (ambiguous) {
    writeWarning(screen.err, {
      text: `\`${script ?? ''}\` is read as a script`,
      hint: 'a package of that name is written with a specifier, such as `name>=0`',
    });
  }
  return { requirements, script, scriptArgs };
}

type Asked = Values<typeof matrixOptions> &
  Values<typeof reportOptions> &
  Pick<Values<typeof resolutionOptions>, 'requirementFiles'> &
  Subjects;

function refuseContradictions(asked: Asked): void {
  const { script, command: own, importOnly, tests, all, limit, ownTests, testWith } = asked;
  if (asked.requirements.length === 0 && asked.requirementFiles.length === 0) {
    throw new SpipError(
      'usage',
      'Expected at least one requirement: `spip matrix REQUIREMENT...`',
      {
        hint: 'for example `spip matrix colorama --limit 16`',
      },
    );
  }
  if (all && limit !== undefined) {
    throw new SpipError('usage', `Expected either \`--all\` or \`--limit ${limit}\`, found both`);
  }
  refuseReportsOfPlan(asked);
  if (script !== undefined && own !== undefined) {
    throw new SpipError(
      'usage',
      `Expected either a script or \`--command\`, found both: \`${script}\``,
    );
  }
  if (importOnly && (script !== undefined || own !== undefined || ownTests)) {
    throw new SpipError(
      'usage',
      'Expected no script, no `--command` and no `--own-tests` with `--import-only`',
    );
  }
  if (testWith.length > 0 && !ownTests) {
    throw new SpipError('usage', 'Expected `--own-tests` beside `--test-with`', {
      hint: '`--with` installs something for every test',
    });
  }
  refuseIdleSteps(asked);
  refuseIdleCommands(asked);
  refuseForgottenRerun(asked);
  if (tests.length > 0 && script === undefined && own === undefined) {
    throw new SpipError('usage', 'Expected a script or `--command` that uses what `--tests` names');
  }
}

/** What is around tests that nobody asks for. */
function refuseIdleCommands(asked: Asked): void {
  if (asked.testsFrom !== undefined && !asked.ownTests) {
    throw new SpipError('usage', 'Expected `--own-tests` beside `--tests-from`');
  }
  const { script, command: own, ownTests, before, after, artifacts, afterAll } = asked;
  const idle = [
    before === undefined ? [] : '--before',
    after === undefined ? [] : '--after',
    artifacts.length === 0 ? [] : '--artifacts',
  ].flat()[0];
  if (idle !== undefined && script === undefined && own === undefined && !ownTests) {
    throw new SpipError('usage', `Expected tests beside \`${idle}\`, found none`, {
      hint: 'name a script, `--command` or `--own-tests`',
    });
  }
  if (afterAll !== undefined && artifacts.length === 0) {
    throw new SpipError('usage', 'Expected `--artifacts` beside `--after-all`', {
      hint: 'it runs in their folder',
    });
  }
}

function refuseForgottenRerun({ rerun, noResultCache }: Asked): void {
  if (rerun === 'failed' && noResultCache) {
    throw new SpipError(
      'usage',
      'Expected either `--rerun failed` or `--no-result-cache`, found both',
      { hint: 'without the verdicts of earlier runs every cell runs again' },
    );
  }
}

/** Steps that leave out what is asked for, or have nothing to run. */
function refuseIdleSteps({
  steps,
  importOnly,
  script,
  command: own,
  ownTests,
}: Pick<Values<typeof matrixOptions>, 'steps' | 'importOnly' | 'command' | 'ownTests'> &
  Subjects): void {
  if (steps !== undefined && importOnly) {
    throw new SpipError('usage', 'Expected either `--steps` or `--import-only`, found both');
  }
  if (steps?.includes('custom') === false && (script !== undefined || own !== undefined)) {
    throw new SpipError(
      'usage',
      `Expected \`custom\` among \`--steps\`, which would leave out \`${script ?? own ?? ''}\``,
    );
  }
  if (steps !== undefined && steps.includes('own') !== ownTests) {
    throw new SpipError(
      'usage',
      'Expected `own` among `--steps` where `--own-tests` is given, and only there',
    );
  }
}
