// A time limit means the same on the command line, in its variable and in `[tool.spip]`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spipTable } from '../../../src/config/spipTable.ts';
import { parseToml } from '../../../src/config/tomlFile.ts';
import { conditionOptions } from '../../../src/options/conditionOptions.ts';
import { parseCommandLine } from '../../../src/options/parseCommandLine.ts';
import { readSettings } from '../../../src/options/readSettings.ts';

const { timeout } = conditionOptions;
const options = { timeout };
const path = '/p/pyproject.toml';

function ofFlag(text: string): unknown {
  return parseCommandLine([`--timeout=${text}`], { name: 'matrix', options }, '/').options.timeout;
}

function ofVariable(text: string): unknown {
  return readSettings(options, { env: { SPIP_TIMEOUT: text }, cwd: '/', project: undefined })
    .timeout?.value;
}

/** What stands behind `timeout = `. */
async function ofToml(value: string): Promise<unknown> {
  const table = await parseToml(`[tool.spip]\ntimeout = ${value}\n`, path);
  const tables = spipTable({ path, directory: '/p', table }, { all: options, test: {} });
  return readSettings(options, { env: {}, cwd: '/', project: tables?.all }).timeout?.value;
}

const rule = 'a number of seconds, more than 0 and at most 2000000';
const source = `${path} [tool.spip] timeout`;

for (const [text, seconds] of [
  ['5', 5],
  [' 5 ', 5],
  ['0.5', 0.5],
  ['0.0000001', 1e-7],
  ['007', 7],
  ['2000000', 2_000_000],
] as const) {
  test(`\`${text}\` is ${seconds} seconds in all places`, async () => {
    assert.deepEqual(
      [ofFlag(text), ofVariable(text), await ofToml(`"${text}"`)],
      [seconds, seconds, seconds],
    );
  });
}

const refusedTexts =
  '0 0.0 -1 +5 1e3 1_000 1,5 .5 5. 30s 1:30 0x10 NaN Infinity none 2000001 [5] ٣'.split(' ');
for (const text of [...refusedTexts, '9'.repeat(400)]) {
  test(`\`${text.slice(0, 20)}\` is refused in all places, with value and rule`, async () => {
    assert.throws(() => ofFlag(text), {
      code: 'usage',
      message: `Expected \`--timeout\` to be ${rule}, found \`${text}\``,
    });
    const refused = (where: string): object => ({
      code: 'invalid-settings',
      message: `Expected ${rule} in \`${where}\`: \`${text}\``,
    });
    assert.throws(() => ofVariable(text), refused('SPIP_TIMEOUT'));
    await assert.rejects(ofToml(`"${text}"`), refused(source));
  });
}

test('nothing is no value: a variable counts as not set, the others are refused', async () => {
  assert.equal(ofVariable(' '), undefined);
  assert.throws(() => ofFlag(''), { message: 'Expected a value: `--timeout S`, found nothing' });
  await assert.rejects(ofToml('""'), { message: `Expected ${rule} in \`${source}\`: \`\`` });
});

test('values that TOML itself has are what TOML says', async () => {
  for (const [value, seconds] of [
    ['30', 30],
    ['1_000', 1000],
    ['1e3', 1000],
    ['1e-7', 1e-7],
    ['0x10', 16],
    ['0.5', 0.5],
  ] as const) {
    assert.equal(await ofToml(value), seconds);
  }
  for (const [value, found] of [
    ['0', '0'],
    ['-1', '-1'],
    ['inf', 'Infinity'],
    ['nan', 'NaN'],
    ['1e300', '1e+300'],
    ['true', 'true'],
    ['["5"]', '["5"]'],
    ['[]', '[]'],
  ]) {
    await assert.rejects(ofToml(value ?? ''), {
      code: 'invalid-settings',
      message: `Expected ${rule} in \`${source}\`: \`${found}\``,
    });
  }
});
