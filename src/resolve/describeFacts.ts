import type { Requirement } from '../pep/requirement.ts';
import { describeGroup, excludedGroups, predicate } from './describeExclusion.ts';
import {
  describeRange,
  describeReleases,
  describeRequirement,
  joinWords,
} from './describeReleases.ts';
import type { DependencyFact } from './incompatibility.ts';
import type { About, ProofFacts } from './proofFacts.ts';
import type { ProjectPackage } from './solverPackage.ts';
import { absent, isSingle, newestIndex, nothing } from './states.ts';
import type { States } from './states.ts';
import { projectOf } from './wantedStates.ts';

/** How many different needs of one project for another are told one by one. */
const maxNeeds = 4;

/** The facts as sentences: the request first, then each project in order of the chain with what it needs. */
export function describeFacts(
  facts: ProofFacts,
  projects: readonly ProjectPackage[],
): readonly string[] {
  return [
    ...describeRequest(facts),
    ...projects.flatMap((project) => [
      ...facts.constraints
        .filter((fact) => fact.package === project)
        .map(({ requirement }) => describeConstraint(project, requirement)),
      ...facts.unusable
        .filter(({ fact }) => fact.package === project)
        .map(({ fact, states }) => {
          const { subject, isOne } = describeSubject(project, fact.extra, states);
          return `${subject} ${predicate(fact.exclusion, isOne)}`;
        }),
      ...describeNeeds(facts, project),
    ]),
  ];
}

/** Whether nothing that can be used satisfies the need by itself. */
export function isDeadEnd({ dependee, requirement }: DependencyFact): boolean {
  const project = projectOf(dependee);
  return (
    project !== undefined &&
    (project.candidates.list.admitted(requirement.specifiers) & project.every) === nothing
  );
}

function describeRequest(facts: ProofFacts): readonly string[] {
  const asked = facts.dependencies.filter(({ fact }) => fact.depender.kind === 'root');
  const open = asked.filter(({ fact }) => !isDeadEnd(fact));
  const texts = new Set(open.map(({ fact }) => describeRequirement(fact.requirement)));
  return [
    ...(texts.size === 0 ? [] : [`you ask for ${joinWords([...texts])}`]),
    ...asked
      .filter(({ fact }) => isDeadEnd(fact))
      .map(({ fact }) => `you ask for ${describeRequirement(fact.requirement)}${deadEnd(fact)}`),
    ...facts.unusable
      .filter(({ fact }) => fact.package.kind === 'root')
      .map(({ fact }) => `what you ask for ${predicate(fact.exclusion, true)}`),
  ];
}

function describeNeeds(facts: ProofFacts, project: ProjectPackage): readonly string[] {
  const own = facts.dependencies.filter(({ fact }) => fact.depender === project);
  const groups = Map.groupBy(own, ({ fact }) => {
    const dependee = projectOf(fact.dependee);
    return `${fact.extra ?? ''} ${dependee?.name ?? ''}`;
  });
  return [...groups.values()].flatMap((needs) => {
    const distinct = joinEqual(needs);
    return distinct.length > maxNeeds ? [summarise(project, distinct)] : distinct.map(describeNeed);
  });
}

/** The same requirement may stand for its project and for each of its extras. */
function joinEqual(needs: readonly About<DependencyFact>[]): readonly About<DependencyFact>[] {
  const byText = Map.groupBy(needs, ({ fact }) => describeRequirement(fact.requirement));
  return [...byText.values()]
    .flatMap((same) => {
      const [first] = same;
      const states = same.reduce((all, need) => all | need.states, nothing);
      return first === undefined ? [] : [{ fact: first.fact, states }];
    })
    .toSorted((a, b) => newestIndex(a.states) - newestIndex(b.states));
}

function describeNeed({ fact, states }: About<DependencyFact>): string {
  const { subject, isOne } = describeSubject(fact.depender, fact.extra, states);
  const verb = isOne ? 'depends on' : 'depend on';
  return `${subject} ${verb} ${describeRequirement(fact.requirement)}${deadEnd(fact)}`;
}

function summarise(project: ProjectPackage, needs: readonly About<DependencyFact>[]): string {
  const [newest, oldest] = [needs[0], needs.at(-1)];
  if (newest === undefined || oldest === undefined) {
    throw new Error('Nothing to summarise');
  }
  const all = needs.reduce((states, need) => states | need.states, nothing);
  const { subject, isOne } = describeSubject(project, newest.fact.extra, all);
  const examples = [oldest, newest].map(({ fact, states }) => {
    const hidden = hiddenOf(project);
    return `${describeRequirement(fact.requirement)} for ${describeReleases(project.candidates, states, hidden)}`;
  });
  const dependee = projectOf(newest.fact.dependee);
  return `${subject} ${isOne ? 'depends' : 'depend'} on ${needs.length} different ranges of \`${dependee?.name ?? ''}\`, from ${examples.join(' to ')}${togetherAdmitted(needs, dependee)}`;
}

/** What is left of a project whichever of the needs it is. */
function togetherAdmitted(
  needs: readonly About<DependencyFact>[],
  dependee: ProjectPackage | undefined,
): string {
  if (dependee === undefined) {
    return '';
  }
  const { candidates } = dependee;
  const admitted = needs.reduce(
    (states, { fact }) => states | candidates.list.admitted(fact.requirement.specifiers),
    nothing,
  );
  const usable = admitted & candidates.usable;
  if (usable === nothing) {
    return ', none of which has a usable release';
  }
  return usable === candidates.usable
    ? ''
    : `: only ${describeReleases(candidates, usable, hiddenOf(dependee))} will do`;
}

function describeSubject(
  package_: DependencyFact['depender'],
  extra: string | undefined,
  states: States,
): { readonly subject: string; readonly isOne: boolean } {
  if (package_.kind === 'root') {
    return { subject: 'the request', isOne: true };
  }
  const { candidates } = package_;
  const name = `\`${package_.name}${extra === undefined ? '' : `[${extra}]`}\``;
  if (states === candidates.usable && !isSingle(states)) {
    const usable = hiddenOf(package_) === nothing ? '' : 'usable ';
    return { subject: `every ${usable}release of ${name}`, isOne: true };
  }
  const releases = describeReleases(candidates, states, hiddenOf(package_));
  return { subject: `${name} ${releases}`, isOne: isSingle(states) };
}

/** Releases that cannot be used anyway do not break a run. */
function hiddenOf({ candidates }: ProjectPackage): States {
  const every = (1n << BigInt(candidates.list.releases.length + 1)) - 1n;
  return every & ~candidates.usable & ~absent;
}

function describeConstraint(project: ProjectPackage, requirement: Requirement): string {
  return `a constraint admits only ${describeRequirement(requirement)}${noneOf(project, requirement)}`;
}

/** Why nothing satisfies a need, as the end of its sentence; empty if something does. */
function deadEnd(fact: DependencyFact): string {
  const project = projectOf(fact.dependee);
  return project === undefined ? '' : noneOf(project, fact.requirement);
}

function noneOf({ candidates, name }: ProjectPackage, { specifiers }: Requirement): string {
  const admitted = candidates.list.admitted(specifiers);
  if ((admitted & candidates.usable) !== nothing) {
    return '';
  }
  if (!candidates.exists) {
    return `, but no index has \`${name}\``;
  }
  if (admitted === nothing) {
    return `, but the index has ${describeRange(candidates)}`;
  }
  const groups = excludedGroups(candidates, admitted);
  return `, but ${joinWords(groups.map((group) => describeGroup(candidates, group)))}`;
}
