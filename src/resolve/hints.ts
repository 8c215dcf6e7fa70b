import { isPrerelease, tryParseVersion } from '../pep/version.ts';
import { specifiersContain } from '../pep/specifiers.ts';
import type { Candidates } from './candidates.ts';
import { describePython, excludedGroups, newestOf } from './describeExclusion.ts';
import type { ExcludedGroup } from './describeExclusion.ts';
import { isDeadEnd } from './describeFacts.ts';
import { describeRequirement, joinWords, versionAt } from './describeReleases.ts';
import type { DependencyFact } from './incompatibility.ts';
import type { ProofFacts } from './proofFacts.ts';
import type { ResolveRequest } from './resolveRequest.ts';
import type { ProjectPackage } from './solverPackage.ts';
import { newestIndex } from './states.ts';
import type { States } from './states.ts';
import { projectOf } from './wantedStates.ts';

/** Releases that were admitted by everybody and could not be used. */
export interface LeftOut {
  readonly project: ProjectPackage;
  readonly group: ExcludedGroup;
}

/** How many ways out are told. */
const maxHints = 3;

/** How many tags of wheels are named. */
const maxTags = 4;

/** Before `cp310` comes `cp39`. */
const natural = new Intl.Collator('en', { numeric: true });

/** The ways out, the best first, without the word `hint`. */
export function hintsFor(
  facts: ProofFacts,
  leftOut: readonly LeftOut[],
  request: ResolveRequest,
): readonly string[] {
  const dead = facts.dependencies.map(({ fact }) => fact).filter(isDeadEnd);
  const hints = [
    ...dead.flatMap((fact) => hintsForDeadEnd(fact, request)),
    ...leftOut.flatMap(({ project, group }) => hintForGroup(project, group, request)),
    ...facts.unusable.flatMap(({ fact, states }) =>
      fact.package.kind === 'project'
        ? hintForGroup(fact.package, { exclusion: fact.exclusion, states }, request)
        : [],
    ),
    ...facts.constraints.map(
      ({ package: { name } }) =>
        `without the constraint on \`${name}\` there are more releases to choose from`,
    ),
  ];
  return hints.length === 0 ? loosenHint(facts, request) : [...new Set(hints)].slice(0, maxHints);
}

function hintsForDeadEnd(fact: DependencyFact, request: ResolveRequest): readonly string[] {
  const project = projectOf(fact.dependee);
  if (project === undefined) {
    return [];
  }
  const { candidates, name } = project;
  if (!candidates.exists) {
    return [
      `check the spelling of \`${name}\`, or add the index that has it with \`--extra-index-url\``,
    ];
  }
  const admitted = candidates.list.admitted(fact.requirement.specifiers);
  const groups = excludedGroups(candidates, admitted);
  if (groups.length === 0) {
    const hints = prereleaseHint(fact, project);
    // Where all releases can be used, the newest was told with their range.
    const isTold = newestFinal(candidates, candidates.usable) === 0;
    return hints.length > 0 || isTold ? hints : newestHint(fact, { project, request });
  }
  // Of older releases that only need an older Python there is nothing new to say.
  const first = new Map(groups.toReversed().map((group) => [group.exclusion.kind, group]));
  return [
    ...(groups.some(({ exclusion: { kind } }) => kind === 'python' || kind === 'tags')
      ? newestHint(fact, { project, request })
      : []),
    ...groups
      .filter((group) => first.get(group.exclusion.kind) === group)
      .flatMap((group) => hintForGroup(project, group, request)),
  ];
}

/** Who asks for a release that cannot be had can ask for another one. */
function newestHint(
  { depender }: DependencyFact,
  { project: { candidates, name }, request }: DeadEnd,
): readonly string[] {
  const newest = newestFinal(candidates, candidates.usable);
  return depender.kind === 'root' && newest >= 0
    ? [
        `the newest release of \`${name}\` for Python ${request.interpreter.python} is ${versionAt(candidates, newest)}`,
      ]
    : [];
}

interface DeadEnd {
  readonly project: ProjectPackage;
  readonly request: ResolveRequest;
}

/** A pre-release only where there is nothing else; -1 if there is nothing at all. */
function newestFinal({ list }: Candidates, states: States): number {
  const newest = newestIndex(states & ~list.prereleases);
  return newest < 0 ? newestIndex(states) : newest;
}

/** `>=2.0` does not admit `2.0rc1`, which people often expect. */
function prereleaseHint(
  { requirement }: DependencyFact,
  { candidates, name }: ProjectPackage,
): readonly string[] {
  const found = candidates.list.releases.find(({ version }) => {
    const final = tryParseVersion(version.release.join('.'));
    return (
      isPrerelease(version) &&
      final !== undefined &&
      specifiersContain(requirement.specifiers, final, { prereleases: true })
    );
  });
  return found === undefined
    ? []
    : [
        `\`${name}\` ${found.version.text} is a pre-release before what is asked for; \`${name}>=${found.version.text}\` admits it`,
      ];
}

function hintForGroup(
  project: ProjectPackage,
  group: ExcludedGroup,
  { interpreter }: ResolveRequest,
): readonly string[] {
  const { exclusion } = group;
  const version = newestOf(project.candidates, group);
  const release = `\`${project.name}\` ${version}`;
  switch (exclusion.kind) {
    case 'python':
      return [
        `Python ${describePython(exclusion.requiresPython)} can use ${release}; this cell runs ${interpreter.version}`,
      ];
    case 'yanked':
      return [
        `ask for \`${project.name}==${version}\` exactly to use the yanked release all the same`,
      ];
    case 'newer':
      return exclusion.uploaded === undefined
        ? [`${release} has no upload time; it counts again without \`--exclude-newer\``]
        : [`${release} was uploaded ${exclusion.uploaded}; a later \`--exclude-newer\` admits it`];
    case 'format':
      return exclusion.has === 'sdist'
        ? [`without \`--only-binary\` for \`${project.name}\`, ${version} is built from source`]
        : [`without \`--no-binary\` for \`${project.name}\`, the wheel of ${version} is used`];
    case 'tags':
      return [tagsHint(release, exclusion.wheels, interpreter)];
    case 'metadata':
    case 'url':
      return [];
  }
}

/** For which Pythons there are wheels, or, if this is one of them, on which platforms. */
function tagsHint(
  release: string,
  wheels: readonly string[],
  { python, tags }: ResolveRequest['interpreter'],
): string {
  const parts = wheels.map((wheel) =>
    wheel
      .replace(/\.whl$/, '')
      .split('-')
      .slice(-3),
  );
  // A Python accepts `abi3` wheels of older ones: only python and ABI together tell.
  const own = new Set(tags.map((tag) => tag.split('-', 2).join('-')));
  const fitting = parts.filter(([pythons = '', abis = '']) =>
    pythons.split('.').some((one) => abis.split('.').some((abi) => own.has(`${one}-${abi}`))),
  );
  return fitting.length === 0
    ? `${release} has wheels only for ${someOf(parts.flatMap(([pythons = '']) => pythons.split('.')))}; this cell runs Python ${python}`
    : `${release} has wheels for Python ${python} only on ${someOf(fitting.map(([, , platforms = '']) => platforms))}`;
}

function someOf(tags: readonly string[]): string {
  const distinct = [...new Set(tags)].toSorted(natural.compare).map((tag) => `\`${tag}\``);
  const more = distinct.length - maxTags;
  return more > 0
    ? `${distinct.slice(0, maxTags).join(', ')} and ${more} more`
    : joinWords(distinct);
}

/**
 * Where nothing is missing and people only disagree, the request itself is what can be changed, but for its question, and for
 * what has one release alone, as a source tree has.
 */
function loosenHint(facts: ProofFacts, { underTest }: ResolveRequest): readonly string[] {
  const asked = facts.dependencies
    .map(({ fact }) => fact)
    .filter(
      ({ depender, dependee, requirement }) =>
        depender.kind === 'root' &&
        requirement.name !== underTest &&
        projectOf(dependee)?.candidates.list.releases.length !== 1 &&
        requirement.specifiers.items.length > 0,
    );
  const distinct = [...new Set(asked.map(({ requirement }) => describeRequirement(requirement)))];
  return distinct.length === 0 || facts.dependencies.length < 2
    ? []
    : [
        ...new Set(asked.flatMap((fact) => withoutHint(fact, facts))),
        `loosen ${distinct.join(' or ')}`,
      ];
}

/** What the others would take, where that is told by one number. */
function withoutHint(asked: DependencyFact, { dependencies }: ProofFacts): readonly string[] {
  const project = projectOf(asked.dependee);
  const others = dependencies.filter(
    ({ fact }) => fact.depender.kind !== 'root' && projectOf(fact.dependee) === project,
  );
  if (project === undefined || others.length === 0) {
    return [];
  }
  const { candidates, name } = project;
  const admitted = others.reduce(
    (states, { fact }) => states & candidates.list.admitted(fact.requirement.specifiers),
    candidates.usable,
  );
  const newest = newestFinal(candidates, admitted);
  return newest < 0
    ? []
    : [
        `without ${describeRequirement(asked.requirement)} the others would take \`${name}\` ${versionAt(candidates, newest)}`,
      ];
}
