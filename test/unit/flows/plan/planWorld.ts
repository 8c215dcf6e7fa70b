import { nothingAround } from '../../../../src/model/cellJob.ts';
import assert from 'node:assert/strict';
import type { PlanRequest } from '../../../../src/flows/plan/planRequest.ts';
import { namesBeside, readBeside } from '../../../../src/flows/plan/readBeside.ts';
import type { DistFile } from '../../../../src/model/distFile.ts';
import type { Interpreter } from '../../../../src/model/interpreter.ts';
import { parseRequirement } from '../../../../src/pep/requirement.ts';
import { defaultLimits } from '../../../../src/testrun/testPlan.ts';
import { port } from '../../../support/port.ts';
import { madeUpInterpreter } from '../../pythons/madeUpInterpreter.ts';

export const [python310, python312] = ['3.10.2', '3.12.3'].map((version) =>
  madeUpInterpreter({ version }),
) as [Interpreter, Interpreter];

/** What all cells of a plan have in common. */
export const job: PlanRequest['job'] = {
  limits: defaultLimits,
  isolation: 'none',
  imported: [],
  around: nothingAround,
  doors: { network: 'host', variables: {}, mounts: [] },
};

/** A plan of these requirements over projects by name; with two Pythons, and no wishes. */
export function planRequest(
  requirements: readonly string[],
  projects: Readonly<Record<string, readonly DistFile[]>>,
  more: Partial<Omit<PlanRequest, 'with'>> & { readonly with?: readonly string[] } = {},
): PlanRequest {
  const { with: beside = [], ...rest } = more;
  const asked = readBeside(beside);
  return port<PlanRequest>({
    requirements: requirements.map((text) => ({ requirement: parseRequirement(text), hashes: [] })),
    job,
    steps: () => [{ name: 'install' }, { name: 'import' }],
    choice: {
      versions: undefined,
      exclude: undefined,
      latestPer: undefined,
      limit: undefined,
      all: false,
      pre: false,
      yanked: false,
    },
    axes: asked.axes,
    extrasOf: async () => await Promise.resolve([]),
    combinationExcludes: () => undefined,
    exclusions: [],
    wishes: undefined,
    requiredNames: new Set(),
    tools: () => asked.tools,
    besideNames: namesBeside(asked),
    origins: undefined,
    missing: [],
    sourced: new Set(),
    asOf: () => undefined,
    warnings: [],
    chosen: undefined,
    installed: [python310, python312],
    lockExcludes: () => undefined,
    project: async (name, hashes) => {
      assert.deepEqual(hashes, [], name);
      const files = projects[name];
      return await Promise.resolve(files === undefined ? undefined : { name, files });
    },
    requiresPython: async () => await Promise.resolve(undefined),
    ...rest,
  });
}
