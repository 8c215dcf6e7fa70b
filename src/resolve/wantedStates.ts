import type { ProofFacts } from './proofFacts.ts';
import type { ProjectPackage, SolverPackage } from './solverPackage.ts';
import { newestIndex, nothing, stateOf } from './states.ts';
import type { States } from './states.ts';

/** The project that a dependency is about. */
export function projectOf(dependee: SolverPackage): ProjectPackage | undefined {
  switch (dependee.kind) {
    case 'project':
      return dependee;
    case 'extra':
      return dependee.project;
    case 'root':
      return undefined;
  }
}

/** The releases of a project, usable or not, that everything in the proof admits. */
export function wantedStates(project: ProjectPackage, facts: ProofFacts): States {
  const { list } = project.candidates;
  const every = list.releases.reduce((states, _, index) => states | stateOf(index), nothing);
  const wanted = [
    ...facts.dependencies
      .filter(({ fact }) => projectOf(fact.dependee) === project)
      .map(({ fact }) => fact.requirement),
    ...facts.constraints.filter((fact) => fact.package === project).map((fact) => fact.requirement),
  ];
  return wanted.reduce((states, { specifiers }) => states & list.admitted(specifiers), every);
}

/**
 * The releases that cannot be used although everything in the proof admits them: all of them where nothing else is
 * admitted, else only those newer than the newest that can be used.
 */
export function leftOutStates(project: ProjectPackage, facts: ProofFacts): States {
  const wanted = wantedStates(project, facts);
  const { usable } = project.candidates;
  const newest = newestIndex(wanted & usable);
  const newer = newest < 0 ? wanted : wanted & (stateOf(newest) - 1n);
  return newer & ~usable;
}
