import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withDefaults } from '../../../../src/flows/ask/withDefaults.ts';
import { matrixOptions } from '../../../../src/options/matrixOptions.ts';
import type { MatrixRequest } from '../../../../src/options/matrixOptions.ts';
import { readSettings } from '../../../../src/options/readSettings.ts';
import { globalOptions, indexOptions, resolutionOptions } from '../options.ts';

const nothing: MatrixRequest = {
  global: globalOptions,
  index: {},
  resolution: {},
  requirements: ['six'],
  script: undefined,
  scriptArgs: [],
  reports: { files: {}, maxBytes: 1_000_000, ci: true },
};

const command = { command: 'check' };
const cases: readonly (readonly [
  what: string,
  given: Partial<MatrixRequest>,
  env: Readonly<Record<string, string>>,
  project: Readonly<Record<string, string | boolean>>,
  expected: readonly [importOnly: boolean, command: string | undefined],
])[] = [
  ['the project says what to run', {}, {}, command, [false, 'check']],
  ['a variable comes before it', {}, { SPIP_IMPORT_ONLY: '1' }, command, [true, undefined]],
  [
    'also the other way round',
    {},
    { SPIP_COMMAND: 'other' },
    { 'import-only': true },
    [false, 'other'],
  ],
  ['in one place the less is done', {}, {}, { ...command, 'import-only': true }, [true, undefined]],
  ['a variable may say no', {}, { SPIP_IMPORT_ONLY: '0' }, command, [false, 'check']],
  ['an option counts most', { importOnly: true }, { SPIP_COMMAND: 'x' }, {}, [true, undefined]],
  [
    'and so does a script',
    { script: '/x.py' },
    { SPIP_IMPORT_ONLY: '1' },
    command,
    [false, undefined],
  ],
];
for (const [what, given, env, project, expected] of cases) {
  test(`what to run: ${what}`, () => {
    const options = withDefaults({ ...nothing, ...given }, prepared(env, project));
    assert.deepEqual([options.importOnly, options.command], expected);
  });
}

test('all releases or a number of them: whichever is given puts the setting of the other aside', () => {
  const both = prepared({ SPIP_LIMIT: '3', SPIP_ALL: 'yes' }, {});
  const all = withDefaults({ ...nothing, all: true }, both);
  assert.deepEqual([all.all, all.limit], [true, undefined]);
  const limited = withDefaults({ ...nothing, limit: 7 }, both);
  assert.deepEqual([limited.all, limited.limit], [false, 7]);
});

test('each option: the command line, then a variable, then the project, then the default', () => {
  const options = withDefaults(
    { ...nothing, jobs: 1 },
    prepared(
      { SPIP_JOBS: '2', SPIP_TIMEOUT: '2' },
      { jobs: 3, timeout: 3, 'fail-fast': true, python: '3.8', tests: 'checks' },
    ),
  );
  const { jobs, timeout, failFast, pythons, tests, keep, yanked } = options;
  assert.deepEqual(
    { jobs, timeout, failFast, pythons, tests, keep, yanked },
    {
      jobs: 1,
      timeout: 2,
      failFast: true,
      pythons: ['3.8'],
      tests: ['/project/checks'],
      keep: 'none',
      yanked: false,
    },
  );
});

function prepared(
  env: Readonly<Record<string, string>>,
  project: Readonly<Record<string, string | number | boolean>>,
): Parameters<typeof withDefaults>[1] {
  const options = readSettings(matrixOptions, {
    env,
    cwd: '/',
    project: {
      base: '/project',
      get: (key) => {
        const value = project[key];
        return value === undefined
          ? undefined
          : { value, source: `pyproject.toml [tool.spip] ${key}` };
      },
    },
  });
  return {
    settings: { options },
    index: indexOptions,
    resolution: resolutionOptions,
  };
}
