import type { IntegerNeed, IntegerPackage, IntegerRelease, IntegerWorld } from './randomWorld.ts';

/** Which release each package of a solution has; a package that is not part of it has none. */
export type BruteSolution = ReadonlyMap<string, IntegerRelease>;

/**
 * All solutions of a world, found by trying every choice of releases. It shares no code with what it judges and
 * knows no theory: a choice is a solution if everything that is asked for holds and nothing is in it unasked.
 */
export function bruteForce(world: IntegerWorld): readonly BruteSolution[] {
  const solutions: BruteSolution[] = [];
  const chosen = new Map<string, IntegerRelease>();
  const choose = (index: number): void => {
    const package_ = world.packages[index];
    if (package_ === undefined) {
      if (isSolution(world, chosen)) {
        solutions.push(new Map(chosen));
      }
      return;
    }
    choose(index + 1);
    for (const release of package_.releases) {
      if (isAllowed(world, package_, release)) {
        chosen.set(package_.name, release);
        choose(index + 1);
        chosen.delete(package_.name);
      }
    }
  };
  choose(0);
  return solutions;
}

/** Whether `a` is to be chosen before `b`, everything else being equal. */
export function isPreferred(
  world: IntegerWorld,
  name: string,
  [a, b]: readonly [IntegerRelease, IntegerRelease],
): boolean {
  if (!world.pre && a.pre !== b.pre) {
    return b.pre;
  }
  const isDirect = world.roots.some((root) => root.name === name && isApplied(world, root));
  const isLowest = world.strategy === 'lowest' || (world.strategy === 'lowest-direct' && isDirect);
  return isLowest ? place(a) < place(b) : place(a) > place(b);
}

function isSolution(world: IntegerWorld, chosen: BruteSolution): boolean {
  const asked = new Set<string>();
  const open: IntegerNeed[] = [...world.roots];
  for (let need = open.pop(); need !== undefined; need = open.pop()) {
    if (!isApplied(world, need)) {
      continue;
    }
    const release = chosen.get(need.name);
    if (release === undefined || !isAdmitted(need, release)) {
      return false;
    }
    for (const part of ['', ...need.extras]) {
      const key = `${need.name}[${part}]`;
      if (!asked.has(key)) {
        asked.add(key);
        open.push(...(part === '' ? release.needs : (release.extras[part] ?? [])));
      }
    }
  }
  return [...chosen.keys()].every((name) => asked.has(`${name}[]`));
}

function isAllowed(
  world: IntegerWorld,
  { name }: IntegerPackage,
  release: IntegerRelease,
): boolean {
  const [least, greatest] = release.python ?? [0, 99];
  const isPinned = world.roots.some(
    (root) =>
      root.name === name &&
      root.operator === '==' &&
      isApplied(world, root) &&
      isAdmitted(root, release),
  );
  return (
    world.python >= least &&
    world.python <= greatest &&
    (!release.yanked || isPinned) &&
    world.constraints.every(
      (need) => need.name !== name || !isApplied(world, need) || isAdmitted(need, release),
    )
  );
}

function isApplied({ python }: IntegerWorld, { marker }: IntegerNeed): boolean {
  return (
    marker === undefined ||
    (marker.operator === '>=' ? python >= marker.python : python < marker.python)
  );
}

/** A pre-release stands just before its final; `<2.0` does not admit `2.0rc1`, `<2.0rc1` and `<=2.0` do what they say. */
function isAdmitted(need: IntegerNeed, release: IntegerRelease): boolean {
  const bound = place(need);
  const own = place(release);
  switch (need.operator) {
    case '':
      return true;
    case '==':
      return own === bound;
    case '!=':
      return own !== bound;
    case '>=':
      return own >= bound;
    case '<=':
      return own <= bound;
    case '>':
      return own > bound;
    case '<':
      return own < bound && (need.pre || release.number < need.number);
  }
}

function place({ number, pre }: { readonly number: number; readonly pre: boolean }): number {
  return number * 2 + (pre ? 0 : 1);
}
