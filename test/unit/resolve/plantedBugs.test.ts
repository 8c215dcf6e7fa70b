import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { test } from 'node:test';

import { compareWithOracle } from '../../support/differential.ts';
import { mutateResolver } from '../../support/mutatedResolver.ts';
import type { PlantedBug } from '../../support/mutatedResolver.ts';

const bugs: readonly PlantedBug[] = [
  {
    name: 'forgets the extras of a requirement',
    file: 'dependencyFacts.ts',
    from: '...requirement.extras.map((extra) => ({',
    to: '...requirement.extras.slice(1).map((extra) => ({',
  },
  {
    name: 'learns too much from a conflict',
    file: 'incompatibility.ts',
    from: 'known | term.states : known & term.states',
    to: 'known & term.states : known & term.states',
  },
  {
    name: 'takes yanked releases',
    file: 'candidates.ts',
    from: 'entry.yanked === undefined',
    to: 'Number.isInteger(index)',
  },
  {
    name: 'prefers a pre-release to a final',
    file: 'preference.ts',
    from: 'policy.pre ? states : states & ~package_.candidates.list.prereleases',
    to: 'states',
  },
  {
    name: 'goes back one decision too few',
    file: 'partialSolution.ts',
    from: 'last.level > level;',
    to: 'last.level > level + 1;',
  },
];

for (const bug of bugs) {
  test(`the oracle catches a solver that ${bug.name}`, async () => {
    const { resolve, folder } = await mutateResolver(bug);
    try {
      const { differences } = await compareWithOracle(resolve, { first: 1, count: 200 });
      assert.notEqual(differences.length, 0);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
}
