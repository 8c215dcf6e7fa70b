import type {
  ConstraintFact,
  DependencyFact,
  Incompatibility,
  UnusableFact,
} from './incompatibility.ts';
import type { ProjectPackage, RootPackage } from './solverPackage.ts';
import { nothing } from './states.ts';
import type { States } from './states.ts';

/** A fact with the releases of its package that it is about. */
export interface About<F> {
  readonly fact: F;
  readonly states: States;
}

/** The facts from which a contradiction was derived, sorted by what they are about. */
export interface ProofFacts {
  readonly dependencies: readonly About<DependencyFact>[];
  readonly constraints: readonly ConstraintFact[];
  readonly unusable: readonly About<UnusableFact>[];
}

/** Walks the derivation of `proof` down to its facts; each counts once, in order of discovery. */
export function proofFacts(proof: Incompatibility): ProofFacts {
  const dependencies: About<DependencyFact>[] = [];
  const constraints: ConstraintFact[] = [];
  const unusable: About<UnusableFact>[] = [];
  for (const incompatibility of leaves(proof)) {
    const { cause } = incompatibility;
    switch (cause.kind) {
      case 'dependency':
        dependencies.push({ fact: cause, states: statesOf(incompatibility, cause.depender) });
        break;
      case 'constraint':
        constraints.push(cause);
        break;
      case 'unusable':
        unusable.push({ fact: cause, states: statesOf(incompatibility, cause.package) });
        break;
      case 'conflict':
        break;
    }
  }
  return { dependencies, constraints, unusable };
}

function leaves(proof: Incompatibility): readonly Incompatibility[] {
  const seen = new Set<Incompatibility>();
  const found: Incompatibility[] = [];
  const open = [proof];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) {
      continue;
    }
    seen.add(next);
    if (next.cause.kind === 'conflict') {
      open.push(next.cause.other, next.cause.conflict);
    } else {
      found.push(next);
    }
  }
  return found;
}

function statesOf(
  incompatibility: Incompatibility,
  package_: RootPackage | ProjectPackage,
): States {
  const term = incompatibility.terms.find((candidate) => candidate.package === package_);
  // A fact about every state of its package has no term for it.
  return term?.states ?? (package_.kind === 'project' ? package_.candidates.usable : nothing);
}
