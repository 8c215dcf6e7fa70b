import type { MatrixOptions } from '../model/options.ts';
import type { Interpreter } from '../model/interpreter.ts';
import { parseSpecifiers } from '../pep/specifiers.ts';
import { selectPythons } from '../pythons/selectPythons.ts';
import { hashedFiles } from './hashedFiles.ts';
import type { Release } from './groupReleases.ts';
import type { MatrixShop } from './matrixShop.ts';
import type { Workshop } from './openWorkshop.ts';
import type { PlanRequest } from './planMatrix.ts';
import type { Inputs } from './readInputs.ts';
import { parseInput } from './readInputs.ts';

/** The options of `spip matrix` as the plan needs them. */
export function planOptions(request: {
  readonly options: MatrixOptions;
  readonly inputs: Inputs;
  readonly workshop: Workshop;
  readonly resolvers: MatrixShop['resolverFor'];
}): PlanRequest {
  const { options, inputs, workshop, resolvers } = request;
  const { pythons, index } = workshop;
  const isAuto = options.pythons.length === 0 || options.pythons.every((each) => each === 'auto');
  const { interpreters } = pythons;
  return {
    requirements: inputs.requirements.map((line) => ({
      requirement: parseInput(line),
      hashes: line.hashes,
    })),
    choice: {
      versions: options.versions === undefined ? undefined : parseSpecifiers(options.versions),
      exclude: options.exclude === undefined ? undefined : parseSpecifiers(options.exclude),
      latestPer: options.latestPer,
      limit: options.limit,
      all: options.all,
      pre: options.pre,
      yanked: options.yanked,
    },
    chosen: isAuto ? undefined : selectPythons(options.pythons, pythons),
    installed: interpreters,
    project: async (name, hashes) => {
      const project = await index.project(name);
      return project === undefined || hashes.length === 0
        ? project
        : hashedFiles(project, new Set(hashes), workshop);
    },
    requiresPython: (release) => requiresPythonOf(release, interpreters, resolvers),
  };
}

/** From the release's own metadata, as far as a wheel gives it without a build. */
async function requiresPythonOf(
  release: Release,
  interpreters: readonly Interpreter[],
  resolvers: MatrixShop['resolverFor'],
): Promise<string | undefined> {
  const wheel = release.files.find((file) => file.kind === 'wheel');
  const any = interpreters.at(-1);
  if (wheel === undefined || any === undefined) {
    return undefined;
  }
  const { requiresPython } = await resolvers(any).source.metadata(wheel);
  return requiresPython;
}
