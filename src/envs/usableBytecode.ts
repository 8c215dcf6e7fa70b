import type { EnvironmentPlan } from '../model/environment.ts';

/**
 * The byte-code that may be linked: each path once, none that a wheel brings itself, and none for a module that several
 * wheels bring with different contents. All store files have one time, so Python could not tell theirs apart.
 */
export function usableBytecode<T extends { readonly path: string }>(
  plan: EnvironmentPlan,
  bytecode: readonly T[],
): readonly T[] {
  if (bytecode.length === 0) {
    return [];
  }
  const taken = new Set(plan.files.map(({ path }) => path));
  const contested = new Set(
    plan.notes.filter(({ code }) => code === 'overlapping-files').flatMap(({ paths }) => paths),
  );
  return bytecode.filter(({ path }) => {
    const isFree = !taken.has(path) && !contested.has(modulePath(path));
    taken.add(path);
    return isFree;
  });
}

/** `a/b.py` for `a/__pycache__/b.cpython-311.pyc` (PEP 3147). */
function modulePath(path: string): string {
  return path.replace(/__pycache__\/([^/]+)\.[^./]+\.pyc$/, '$1.py');
}
