import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { indexGroups } from '../../../src/config/indexGroups.ts';
import { requirementsLayer } from '../../../src/config/requirementsLayer.ts';
import type { RequirementsFlags } from '../../../src/config/requirementsLayer.ts';
import { variableLayer } from '../../../src/config/variableLayer.ts';

const silent: RequirementsFlags = {
  source: 'requirements.txt',
  indexUrl: undefined,
  noIndex: false,
  extraIndexUrls: [],
  findLinks: [],
  trustedHosts: [],
};

function groupsOf(
  flags: Partial<RequirementsFlags>,
  env: Readonly<Record<string, string>> = {},
): readonly (readonly string[])[] {
  const others = [variableLayer('spip', env, '/'), variableLayer('pip', env, '/')];
  const layers = [requirementsLayer({ ...silent, ...flags }, others, '/'), ...others];
  const { groups } = indexGroups(layers, '/home/me');
  return groups.map((group) => group.map(({ url }) => url));
}

suite('index options of requirements files, as pip has them', () => {
  test('an index in a file stands in the place of every other one', () => {
    assert.deepEqual(
      groupsOf(
        { indexUrl: 'https://file.test/simple' },
        { SPIP_INDEX_URL: 'https://own.test/simple' },
      ),
      [['https://file.test/simple']],
    );
  });

  test('extra indexes add to those of the settings, all merged', () => {
    assert.deepEqual(
      groupsOf(
        { extraIndexUrls: ['https://more.test/simple'] },
        {
          PIP_INDEX_URL: 'https://first.test/simple',
          PIP_EXTRA_INDEX_URL: 'https://second.test/simple',
        },
      ),
      [['https://first.test/simple', 'https://second.test/simple', 'https://more.test/simple']],
    );
  });

  test('no index at all', () => {
    assert.deepEqual(
      groupsOf({ noIndex: true }, { SPIP_INDEX_URL: 'https://own.test/simple' }),
      [],
    );
  });
});
