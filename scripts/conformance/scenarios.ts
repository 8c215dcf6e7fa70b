// Resolver scenarios: each file is a small index, a request and what must come out of it.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { normaliseName } from '../../src/pep/names.ts';
import type { Resolution } from '../../src/resolve/resolveRequest.ts';
import { resolve } from '../../src/resolve/resolve.ts';
import { python, request, world } from '../../test/support/world.ts';
import { Tally } from './counts.ts';
import type { ConformanceCounts } from './counts.ts';
import { policyDifference } from './policyDifferences.ts';
import { readScenario } from './readScenario.ts';
import type { Scenario } from './readScenario.ts';

export async function runScenarios(folder: string): Promise<ConformanceCounts> {
  const tally = new Tally('scenarios');
  for (const file of globSync('**/*.toml', { cwd: join(folder, 'scenarios') }).toSorted()) {
    const scenario = readScenario(readFileSync(join(folder, 'scenarios', file), 'utf8'));
    for (const key of scenario.unknownKeys) {
      tally.note(`UNKNOWN KEY scenarios: ${file}: \`${key}\``);
    }
    const fault = await run(scenario);
    const difference = policyDifference(scenario);
    if (fault === undefined) {
      tally.pass();
    } else if (difference !== undefined) {
      tally.differ(file, difference);
    } else {
      tally.fail(file, fault.expected, fault.got);
    }
  }
  return tally.counts;
}

async function run(
  scenario: Scenario,
): Promise<{ readonly expected: string; readonly got: string } | undefined> {
  const resolution = await resolve(
    request(scenario.roots, {
      interpreter: python(scenario.python),
      policy: {
        pre: scenario.prereleases,
        onlyBinary: scenario.noBuild,
        noBinary: scenario.noBinary,
      },
    }),
    world(scenario.packages),
  );
  const expected = describeExpected(scenario);
  const got = describeGot(resolution, scenario.expected.packages !== undefined);
  return expected === got ? undefined : { expected, got: `${got}${explanationOf(resolution)}` };
}

function describeExpected({ expected: { isSatisfiable, packages } }: Scenario): string {
  if (!isSatisfiable) {
    return 'no solution';
  }
  return packages === undefined
    ? 'a solution'
    : describeSet(
        Object.entries(packages).map(([name, version]) => [normaliseName(name), version]),
      );
}

function describeGot(resolution: Resolution, isExact: boolean): string {
  if (!resolution.ok) {
    return 'no solution';
  }
  return isExact
    ? describeSet(resolution.lock.packages.map(({ name, version }) => [name, version]))
    : 'a solution';
}

function describeSet(packages: readonly (readonly [name: string, version: string])[]): string {
  return packages
    .map(([name, version]) => `${name}==${version}`)
    .toSorted()
    .join(' ');
}

function explanationOf(resolution: Resolution): string {
  return resolution.ok ? '' : `\n${resolution.explanation}`;
}
