import { describeGroup, excludedGroups } from './describeExclusion.ts';
import { describeFacts, isDeadEnd } from './describeFacts.ts';
import { describeRequirement, joinWords } from './describeReleases.ts';
import { hintsFor } from './hints.ts';
import type { LeftOut } from './hints.ts';
import type { Incompatibility } from './incompatibility.ts';
import { proofFacts } from './proofFacts.ts';
import type { ProofFacts } from './proofFacts.ts';
import type { ResolveRequest } from './resolveRequest.ts';
import type { ProjectPackage } from './solverPackage.ts';
import { isSubset } from './states.ts';
import { leftOutStates, projectOf, wantedStates } from './wantedStates.ts';

/** Why there is no solution, and the way out. */
export interface Explanation {
  /** Several lines. */
  readonly text: string;
  /** One per line. */
  readonly hint: string | undefined;
}

/** How many groups of releases that were left out are told per project. */
const maxGroups = 3;

/** How many projects the conclusion names. */
const maxNames = 5;

/**
 * Tells a contradiction as one chain: what is asked for, what that needs in turn, where it ends, and which releases
 * were left out that would have been allowed. The facts are those of the derivation; its steps are not told, since
 * whoever reads the facts in this order sees the contradiction.
 */
export function explain(proof: Incompatibility, request: ResolveRequest): Explanation {
  const facts = proofFacts(proof);
  const projects = projectsOf(facts);
  const leftOut = projects.flatMap((project) => leftOutOf(project, facts));
  const lines = [
    ...describeFacts(facts, projects),
    ...leftOut.map(({ project, group }) => describeGroup(project.candidates, group)),
  ];
  const conclusion = conclude(facts, projects);
  const asked = joinWords(request.roots.map(describeRequirement));
  const hints = hintsFor(facts, leftOut, request);
  return {
    text: [
      `Failed to resolve ${asked} for Python ${request.interpreter.python}:`,
      ...lines.map((line) => `  ${line}`),
      ...(conclusion === undefined ? [] : [conclusion]),
    ].join('\n'),
    hint: hints.length === 0 ? undefined : hints.join('\n'),
  };
}

/** The projects of the proof in the order of the chain: what is asked for first, then what that needs. */
function projectsOf(facts: ProofFacts): readonly ProjectPackage[] {
  const found = new Set<ProjectPackage>();
  const follow = (depender: ProjectPackage | undefined): void => {
    for (const { fact } of facts.dependencies) {
      const isOurs =
        depender === undefined ? fact.depender.kind === 'root' : fact.depender === depender;
      const project = isOurs ? projectOf(fact.dependee) : undefined;
      if (project !== undefined) {
        found.add(project);
      }
    }
  };
  follow(undefined);
  // A set yields what is added while it is walked.
  for (const project of found) {
    follow(project);
  }
  return [...found];
}

/** What a dead end tells already is not told again. */
function leftOutOf(project: ProjectPackage, facts: ProofFacts): readonly LeftOut[] {
  const isTold = facts.dependencies.some(
    ({ fact }) => projectOf(fact.dependee) === project && isDeadEnd(fact),
  );
  return isTold
    ? []
    : excludedGroups(project.candidates, leftOutStates(project, facts))
        .slice(0, maxGroups)
        .map((group) => ({ project, group }));
}

function conclude(facts: ProofFacts, projects: readonly ProjectPackage[]): string | undefined {
  const { dependencies, constraints, unusable } = facts;
  if (dependencies.length + constraints.length + unusable.length < 2) {
    return undefined;
  }
  const ends = projects.filter(
    (project) => !dependencies.some(({ fact }) => fact.depender === project),
  );
  const [end] = ends;
  if (
    ends.length === 1 &&
    end !== undefined &&
    dependencies.every((about) => isForced(about, facts))
  ) {
    const isContested =
      countWants(end, facts) > 1 && !dependencies.some(({ fact }) => isDeadEnd(fact));
    const asked = dependencies
      .filter(({ fact }) => fact.depender.kind === 'root')
      .map(({ fact }) => describeRequirement(fact.requirement));
    return isContested
      ? `So no release of \`${end.name}\` fits all of this`
      : `So ${joinWords([...new Set(asked)])} cannot be installed`;
  }
  const names = projects.map(({ name }) => `\`${name}\``);
  const told =
    names.length > maxNames
      ? [...names.slice(0, maxNames), `${names.length - maxNames} more`]
      : names;
  return `So no choice of releases of ${joinWords(told)} fits all of this`;
}

/** Whether every release that could be chosen of the depender has this need. */
function isForced(
  { fact, states }: ProofFacts['dependencies'][number],
  facts: ProofFacts,
): boolean {
  return (
    fact.depender.kind === 'root' ||
    isSubset(wantedStates(fact.depender, facts) & fact.depender.candidates.usable, states)
  );
}

function countWants(project: ProjectPackage, { dependencies, constraints }: ProofFacts): number {
  const texts = dependencies
    .filter(({ fact }) => projectOf(fact.dependee) === project)
    .map(({ fact }) => describeRequirement(fact.requirement));
  return new Set(texts).size + constraints.filter((fact) => fact.package === project).length;
}
