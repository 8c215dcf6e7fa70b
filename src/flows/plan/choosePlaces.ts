import { chooseCells } from './chooseCells.ts';
import type { Place } from './planRelease.ts';
import type { PlanRequest } from './planRequest.ts';

interface ChosenPlaces {
  readonly places: readonly Place[];
  /** By package: how few of its cells they are, and what they stand for. */
  readonly choices: ReadonlyMap<string, string>;
}

/**
 * The places that `--pairwise` and `--budget` leave over. What the plan alone decides is no cell that runs: it takes no
 * part, but for a Python that is missing.
 */
export function choosePlaces(
  places: readonly Place[],
  { wishes }: Pick<PlanRequest, 'wishes'>,
): ChosenPlaces {
  if (wishes === undefined) {
    return { places, choices: new Map() };
  }
  const byPackage = [...Map.groupBy(places, ({ head }) => head.package)];
  const chosen = new Set<string>();
  const choices = new Map<string, string>();
  let { budget } = wishes;
  for (const [index, [name, own]] of byPackage.entries()) {
    const cells = own.flatMap((place) => (place.kind === 'run' ? [place.head] : []));
    // Each package gets an equal share of what is left.
    const share = budget && Math.ceil(budget / (byPackage.length - index));
    const { ids, pairs, covered } = chooseCells(cells, { ...wishes, budget: share });
    budget = budget && Math.max(0, budget - ids.size);
    ids.forEach((id) => chosen.add(id));
    // Those that are excluded somebody has named; of the others nobody would hear.
    const apart = own.filter(
      (place) => place.kind === 'decided' && place.outcome.reason === 'requires-python',
    ).length;
    choices.set(
      name,
      `${ids.size} of ${cells.length} cells, with ${covered === pairs ? `all ${pairs}` : `${covered} of ${pairs}`} pairs of axis values` +
        (apart === 0 ? '' : `; ${apart} more do not apply to their Python`),
    );
  }
  const left = places.filter((place) =>
    place.kind === 'run' ? chosen.has(place.head.id) : place.outcome.reason === 'no-interpreter',
  );
  return { places: left.length > 0 ? left : places, choices };
}
