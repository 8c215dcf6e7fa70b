import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { expandWith } from '../../../../src/flows/plan/expandWith.ts';
import { parseRequirement } from '../../../../src/pep/requirement.ts';
import { listedFile } from '../../../support/listedFile.ts';

const versions = ['1.0', '1.0.1', '1.1', '2.0', '2.1', '3.0rc1'];
const files = versions.map((version) => listedFile(`numpy-${version}-py3-none-any.whl`));

async function texts(
  given: readonly string[],
  more: Partial<Parameters<typeof expandWith>[1]> = {},
): Promise<readonly string[]> {
  const expanded = await expandWith(given, {
    project: async (name) => await Promise.resolve(name === 'numpy' ? { name, files } : undefined),
    pre: false,
    within: () => undefined,
    ...more,
  });
  return expanded.texts;
}

suite('releases of an index as an axis', () => {
  for (const [text, expected] of [
    ['numpy@all', 'numpy==2.1|==2.0|==1.1|==1.0.1|==1.0'],
    ['numpy@last:2', 'numpy==2.1|==2.0'],
    ['numpy@latest-per:minor', 'numpy==2.1|==2.0|==1.1|==1.0.1'],
    ['numpy[x,y]>=1.1 @latest-per:major', 'numpy[x,y]==2.1|==1.1'],
    ['numpy==1.26.*|==2.*', 'numpy==1.26.*|==2.*'],
    ['pytest', 'pytest'],
  ] as const) {
    test(text, async () => {
      assert.deepEqual(await texts([text]), [expected]);
    });
  }

  test('pre-releases where they are wanted', async () => {
    assert.deepEqual(await texts(['numpy@last:1'], { pre: true }), ['numpy==3.0rc1']);
  });

  test('what the project itself requires holds where the text says no versions', async () => {
    const within = (): ReturnType<typeof parseRequirement> => parseRequirement('numpy<2');
    assert.deepEqual(await texts(['numpy@last:1'], { within }), ['numpy==1.1']);
    assert.deepEqual(await texts(['numpy>=2@last:1'], { within }), ['numpy==2.1']);
  });

  test('what there is not', async () => {
    await assert.rejects(texts(['nope@all']), { code: 'unknown-package' });
    await assert.rejects(texts(['numpy>9@all']), { code: 'no-such-version' });
    await assert.rejects(texts(['numpy@some']), {
      code: 'usage',
      message: /Expected `@all`, `@last:N`, .* found `numpy@some`$/,
    });
    await assert.rejects(texts(['numpy@last:0']), { code: 'usage' });
  });
});
