import { isPrerelease, tryParseVersion } from '../pep/version.ts';
import { specifiersContain } from '../pep/specifiers.ts';
import { excludedGroups, newestOf } from './describeExclusion.ts';
import type { ExcludedGroup } from './describeExclusion.ts';
import { isDeadEnd } from './describeFacts.ts';
import type { DependencyFact } from './incompatibility.ts';
import type { ProofFacts } from './proofFacts.ts';
import type { ResolveRequest } from './resolveRequest.ts';
import type { ProjectPackage } from './solverPackage.ts';
import { newestIndex } from './states.ts';
import { projectOf } from './wantedStates.ts';

/** Releases that were admitted by everybody and could not be used. */
export interface LeftOut {
  readonly project: ProjectPackage;
  readonly group: ExcludedGroup;
}

/** How many ways out are told. */
const maxHints = 3;

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
  return [...new Set(hints)].slice(0, maxHints);
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
  return newestIndex(admitted) < 0
    ? prereleaseHint(fact, project)
    : excludedGroups(candidates, admitted).flatMap((group) =>
        hintForGroup(project, group, request),
      );
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
        `${release} needs Python ${exclusion.requiresPython}; this cell runs ${interpreter.version}`,
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
      return [tagsHint(release, exclusion.wheels, interpreter.python)];
    case 'invalid-python':
    case 'metadata':
    case 'url':
      return [];
  }
}

/** The tags of a few wheels tell for which Pythons and platforms there are files. */
function tagsHint(release: string, wheels: readonly string[], python: string): string {
  const tags = [
    ...new Set(
      wheels.map((wheel) =>
        wheel
          .replace(/\.whl$/, '')
          .split('-')
          .slice(-3)
          .join('-'),
      ),
    ),
  ];
  const shown = tags.slice(0, 3).map((tag) => `\`${tag}\``);
  const more = tags.length > shown.length ? ` and ${tags.length - shown.length} more` : '';
  return `${release} has wheels for ${shown.join(', ')}${more}, none for Python ${python} on this platform`;
}
