import { SpipError } from '../lib/spipError.ts';
import type { Context } from '../model/context.ts';
import type { MatrixOptions } from '../model/options.ts';
import type { ReleaseGroup } from '../model/settings.ts';
import { writeWarning } from '../report/writeWarning.ts';
import type { Command, ParsedLine } from './commandSpec.ts';
import { readGlobalOptions } from './globalOptions.ts';
import { readDate, readIndexOptions } from './indexOptions.ts';
import { matrixGroups } from './matrixOptions.ts';
import {
  readChoice,
  readCount,
  readFlag,
  readSeconds,
  readValue,
  readValues,
} from './readOption.ts';
import { readResolutionOptions } from './resolutionOptions.ts';
import { existingPath, splitOperands } from './splitOperands.ts';
import { writableFile } from './writableFile.ts';

export const command: Command = {
  name: 'matrix',
  operands: '[OPTIONS] [REQUIREMENT...] [TEST.py]',
  description:
    'Tests the releases of one or more packages, each in its own environment and worktree,\n' +
    'on the Pythons of this machine, and prints what works where.',
  groups: matrixGroups,
  examples: [
    [
      'spip matrix colorama --limit 16',
      'the 16 newest releases, each on the newest Python it admits',
    ],
    ["spip matrix 'click>=8' six --python all", 'two packages on every Python found'],
    ['spip matrix attrs ./test_mine.py', 'run a script against each release'],
    [
      "spip matrix attrs --tests tests --command 'python -m unittest discover {tests}'",
      'run a command',
    ],
  ],
  run: async (line, context) => {
    const options = matrixOptions(line, context);
    const { runMatrix } = await import('../flows/jobs/matrix.ts');
    return runMatrix(options, context);
  },
};

function matrixOptions(line: ParsedLine, context: Context): MatrixOptions {
  const { requirements, script, ambiguous } = splitOperands(line.operands, context.cwd);
  if (ambiguous) {
    writeWarning(context.screen.err, {
      text: `\`${script ?? ''}\` is read as a script`,
      hint: 'a package of that name is written with a specifier, such as `name>=0`',
    });
  }
  const options: MatrixOptions = {
    global: readGlobalOptions(line),
    index: readIndexOptions(line),
    resolution: readResolutionOptions(line),
    requirements,
    script,
    versions: readValue(line, 'versions'),
    limit: readCount(line, 'limit'),
    all: readFlag(line, 'all'),
    exclude: readValue(line, 'exclude'),
    latestPer: line.given.has('latest-per')
      ? readChoice<ReleaseGroup>(line, 'latest-per', ['major', 'minor'])
      : undefined,
    pre: readFlag(line, 'pre'),
    yanked: readFlag(line, 'yanked'),
    with: readValues(line, 'with'),
    asOf: readAsOf(line),
    lock: readValue(line, 'lock'),
    pythons: readValues(line, 'python'),
    importOnly: readFlag(line, 'import-only'),
    command: readValue(line, 'command'),
    tests: readValues(line, 'tests').map((path) => existingPath(path, context.cwd, '--tests')),
    jobs: readCount(line, 'jobs'),
    timeout: readSeconds(line, 'timeout'),
    failFast: readFlag(line, 'fail-fast'),
    dryRun: readFlag(line, 'dry-run'),
    sandbox: readChoice(line, 'sandbox', ['auto', 'require', 'off']),
    keep: readChoice(line, 'keep', ['none', 'failed', 'all']),
    json: jsonTarget(line, context.cwd),
  };
  refuseContradictions(options);
  return Object.freeze(options);
}

function readAsOf(line: ParsedLine): string | undefined {
  return readValue(line, 'as-of') === 'release' ? 'release' : readDate(line, 'as-of');
}

function jsonTarget(line: ParsedLine, cwd: string): string | undefined {
  const path = readValue(line, 'json');
  return path === undefined ? undefined : writableFile(path, cwd, '--json');
}

function refuseContradictions(options: MatrixOptions): void {
  const { script, command: own, importOnly, tests, all, limit } = options;
  if (options.requirements.length === 0 && options.resolution.requirementFiles.length === 0) {
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
  if (options.dryRun && options.json !== undefined) {
    throw new SpipError('usage', 'Expected either `--dry-run` or `--json`, found both', {
      hint: 'the record tells of a run, and a plan runs nothing',
    });
  }
  if (script !== undefined && own !== undefined) {
    throw new SpipError(
      'usage',
      `Expected either a script or \`--command\`, found both: \`${script}\``,
    );
  }
  if (importOnly && (script !== undefined || own !== undefined)) {
    throw new SpipError('usage', 'Expected no script and no `--command` with `--import-only`');
  }
  if (tests.length > 0 && script === undefined && own === undefined) {
    throw new SpipError('usage', 'Expected a script or `--command` that uses what `--tests` names');
  }
}
