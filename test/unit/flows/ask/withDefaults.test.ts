import assert from 'node:assert/strict';
import { test } from 'node:test';
import { optionDefaults } from '../../../../src/config/optionDefaults.ts';
import { withDefaults } from '../../../../src/flows/ask/withDefaults.ts';
import type { MatrixOptions } from '../../../../src/model/options.ts';
import type { OptionDefaults } from '../../../../src/model/settings.ts';

const nothing = {
  index: { onlyBinary: [], noBinary: [] },
  resolution: { constraintFiles: [], overrideFiles: [] },
  with: [],
  pythons: [],
  tests: [],
  importOnly: false,
} as unknown as MatrixOptions;

const command = { command: 'check' };
const cases: readonly (readonly [
  what: string,
  given: Partial<MatrixOptions>,
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
    const options = withDefaults({ ...nothing, ...given }, defaults(env, project));
    assert.deepEqual([options.importOnly, options.command], expected);
  });
}

function defaults(
  env: Readonly<Record<string, string>>,
  project: Readonly<Record<string, string | boolean>>,
): OptionDefaults {
  return optionDefaults(
    env,
    (key) => {
      const value = project[key];
      return value === undefined
        ? undefined
        : { value, source: `pyproject.toml [tool.spip] ${key}` };
    },
    { cwd: '/', project: '/' },
  );
}
