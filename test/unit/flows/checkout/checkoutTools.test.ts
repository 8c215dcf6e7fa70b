import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  checkoutTools,
  requirementsOfExtras,
} from '../../../../src/flows/checkout/checkoutTools.ts';
import type { AskedTools, CheckoutTools } from '../../../../src/flows/checkout/checkoutTools.ts';
import { readProjectConfig } from '../../../../src/owntests/projectConfig.ts';
import { madeUpInterpreter } from '../../pythons/madeUpInterpreter.ts';

async function tools(
  pyproject: string,
  asked: Partial<AskedTools> = {},
  extras: readonly string[] = [],
): Promise<readonly unknown[]> {
  const read = (path: string): string | undefined =>
    path === 'pyproject.toml' ? pyproject : undefined;
  const found: CheckoutTools = await checkoutTools(
    { groups: [], extras: [], ...asked },
    { directory: '/p', read, config: readProjectConfig({ files: [], read }) },
    { name: 'thing', provided: () => Promise.resolve(extras) },
  );
  return [found.requirements.map(({ text }) => text), found.extras, found.source];
}

const groups =
  '[dependency-groups]\ndev = ["d"]\ntests = ["a>1", {include-group = "more"}, "Thing[x]"]\nmore = ["b"]\n';

test('the first usual group, with what it includes; the project itself stands for its extras', async () => {
  assert.deepEqual(await tools(groups, {}, ['test']), [
    ['a>1', 'b'],
    ['x'],
    'dependency group tests',
  ]);
  assert.deepEqual(await tools('[tool.poetry.group.dev.dependencies]\nd = "*"\n'), [
    ['d'],
    [],
    'dependency group dev',
  ]);
});

test('else a usual extra, else nothing', async () => {
  assert.deepEqual(await tools('', {}, ['more', 'Testing']), [[], ['testing'], 'extra testing']);
  assert.deepEqual(await tools('', {}, ['more']), [[], [], '']);
});

test('what is asked for is all that there is', async () => {
  assert.deepEqual(await tools(groups, { groups: ['dev'], extras: ['Async_IO'] }), [
    ['d'],
    ['async-io'],
    'dependency group dev, extra Async_IO',
  ]);
  assert.deepEqual(await tools(groups, { extras: ['a'] }), [[], ['a'], 'extra a']);
});

test('what is no package of an index is refused with its place', async () => {
  await assert.rejects(tools('[dependency-groups]\ntest = ["a @ https://x.invalid/a.whl"]\n'), {
    code: 'invalid-requirement',
    message: /in `pyproject.toml, dependency group test`$/,
  });
});

test('extras are what they ask for on a Python, those that they name included', () => {
  const { markers } = madeUpInterpreter({ version: '3.9.18' });
  const metadata = {
    name: 'Thing',
    requiresDist: [
      'always',
      "a>1; extra == 'x'",
      "thing[y]; extra == 'x'",
      "b; python_version < '3.10' and extra == 'y'",
      "c; python_version >= '3.10' and extra == 'y'",
      "thing[x]; extra == 'y'",
      "other; extra == 'z'",
    ],
  };
  assert.deepEqual(
    requirementsOfExtras(metadata, ['x'], markers).map(({ text }) => text),
    ['a>1', 'b'],
  );
});
