import type { MatrixOptions } from '../model/options.ts';
import type { Interpreter } from '../model/interpreter.ts';
import { parseSpecifiers } from '../pep/specifiers.ts';
import { selectPythons } from '../pythons/selectPythons.ts';
import type { Release } from './groupReleases.ts';
import type { MatrixShop } from './matrixShop.ts';
import type { Workshop } from './openWorkshop.ts';
import type { PlanRequest } from './planMatrix.ts';

/** The options of `spip matrix` as the plan needs them. */
export function planOptions(request: {
  readonly options: MatrixOptions;
  readonly workshop: Workshop;
  readonly resolvers: MatrixShop['resolverFor'];
}): PlanRequest {
  const { options, workshop, resolvers } = request;
  const { pythons, index } = workshop;
  const isAuto = options.pythons.length === 0 || options.pythons.every((each) => each === 'auto');
  const { interpreters } = pythons;
  return {
    requirements: options.requirements,
    choice: {
      versions: options.versions === undefined ? undefined : parseSpecifiers(options.versions),
      exclude: undefined,
      limit: options.limit,
      all: options.all,
      pre: options.pre,
      yanked: options.yanked,
    },
    chosen: isAuto ? undefined : selectPythons(options.pythons, pythons),
    installed: interpreters,
    project: (name) => index.project(name),
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
