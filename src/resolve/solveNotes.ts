import type { Note } from '../model/storedWheel.ts';
import { requirementsOf, wantedRoots } from './requirementsOf.ts';
import type { Decided, Solve } from './solve.ts';
import { readRequiresPython } from '../pep/lenientRequirement.ts';
import { withoutMarker } from '../pep/requirement.ts';
import type { Requirement } from '../pep/requirement.ts';
import { specifiersContain } from '../pep/specifiers.ts';
import type { Version } from '../pep/version.ts';

/** What is odd about the releases that were chosen, and about the pages that were read. */
export function solveNotes(solve: Solve, decided: readonly Decided[]): readonly Note[] {
  const versions = new Map(
    decided.map(({ package: { name }, candidate: { version } }) => [name, version]),
  );
  return [
    ...decided.flatMap((release) => [
      ...yankedNote(release),
      ...pythonNotes(release),
      ...repairedNotes(release),
      ...unknownExtraNotes(release, solve),
      ...overriddenNotes(release, solve, versions),
      ...vainOverrideNotes(release, solve, versions),
    ]),
    ...requestNotes(solve, versions),
    ...unusableNotes(solve),
    ...skippedNotes(solve),
    ...uploadTimeNotes(solve),
  ];
}

function yankedNote({ package: { name }, candidate }: Decided): readonly Note[] {
  const { yanked, version } = candidate;
  return yanked === undefined
    ? []
    : [
        note(
          'yanked',
          `\`${name}\` ${version.text} is yanked${yanked === '' ? '' : `: ${yanked}`}`,
        ),
      ];
}

function pythonNotes({ package: { name }, candidate, metadata }: Decided): readonly Note[] {
  const texts = new Set([candidate.file.requiresPython, metadata.requiresPython]);
  return [...texts].flatMap((text) => {
    const read = text === undefined ? { repaired: undefined } : readRequiresPython(text);
    const whose = `\`${name}\` ${candidate.version.text} has a malformed Requires-Python \`${text}\``;
    if (read === undefined) {
      return [note('invalid-requires-python', `${whose}, which counts as none; uv refuses that`)];
    }
    const { repaired } = read;
    return repaired === undefined
      ? []
      : [note('invalid-requires-python', `${whose}, read as \`${repaired}\`; pip ignores it`)];
  });
}

function repairedNotes({ package: { name }, candidate, metadata }: Decided): readonly Note[] {
  return metadata.repaired.map(({ written, read }) =>
    note(
      'malformed-requirement',
      `\`${name}\` ${candidate.version.text} requires \`${written}\`, read as \`${read}\`; pip refuses that`,
    ),
  );
}

/** An extra that a release does not have adds nothing and is no error. */
function unknownExtraNotes(
  { package: { name }, candidate, metadata, extras }: Decided,
  { environment }: Solve,
): readonly Note[] {
  return extras
    .filter(
      (extra) =>
        !metadata.extras.has(extra) &&
        requirementsOf(metadata.requirements, environment, extra).length === 0,
    )
    .map((extra) =>
      note('unknown-extra', `\`${name}\` ${candidate.version.text} has no extra \`${extra}\``),
    );
}

/** What a release asks for and does not get, because an override stands in its place. */
function overriddenNotes(
  { package: { name }, candidate, metadata, extras }: Decided,
  { environment, overrides }: Solve,
  versions: ReadonlyMap<string, Version>,
): readonly Note[] {
  return [undefined, ...extras]
    .flatMap((extra) => requirementsOf(metadata.requirements, environment, extra))
    .filter((requirement) => overrides.has(requirement.name) && !isMet(requirement, versions))
    .map((requirement) =>
      note(
        'overridden',
        `\`${name}\` ${candidate.version.text} asks for \`${withoutMarker(requirement)}\`; overridden`,
      ),
    );
}

/** The same of the request itself, where it is not the question that stands. */
function requestNotes(
  { request, environment, overrides }: Solve,
  versions: ReadonlyMap<string, Version>,
): readonly Note[] {
  return wantedRoots(request.roots, environment)
    .filter((root) => overrides.has(root.name) && !isMet(root, versions))
    .map((root) =>
      note('overridden', `the request asks for \`${withoutMarker(root)}\`; overridden`),
    );
}

/** The question stands: an override that would have another release than the chosen one only frees that of the others. */
function vainOverrideNotes(
  { package: { name }, candidate: { version } }: Decided,
  { overrides }: Solve,
  versions: ReadonlyMap<string, Version>,
): readonly Note[] {
  return overrides
    .ofChosen(name)
    .filter((requirement) => !isMet(requirement, versions))
    .map((requirement) =>
      note(
        'override-excludes',
        `\`${name}\` ${version.text} is tested although an override asks for \`${withoutMarker(requirement)}\``,
      ),
    );
}

function isMet({ name, specifiers }: Requirement, versions: ReadonlyMap<string, Version>): boolean {
  const version = versions.get(name);
  return version !== undefined && specifiersContain(specifiers, version, { prereleases: true });
}

function unusableNotes(solve: Solve): readonly Note[] {
  return solve.unusable.map(({ name, version, reason }) =>
    note('invalid-metadata', `\`${name}\` ${version} cannot be used: ${reason}`),
  );
}

function skippedNotes({ packages }: Solve): readonly Note[] {
  return packages.all.flatMap((package_) => {
    const skipped = package_.kind === 'project' ? package_.candidates.list.skipped : [];
    return skipped.length === 0 || package_.kind !== 'project'
      ? []
      : [
          note(
            'invalid-file',
            `${skipped.length} file${skipped.length === 1 ? '' : 's'} of \`${package_.name}\` left out: malformed name, such as \`${skipped[0] ?? ''}\``,
          ),
        ];
  });
}

/** One per index: without upload times nothing of it is old enough. */
function uploadTimeNotes({ packages, request }: Solve): readonly Note[] {
  if (request.policy.excludeNewer === undefined) {
    return [];
  }
  const indexes = packages.all
    .flatMap((package_) => (package_.kind === 'project' ? package_.candidates.list.releases : []))
    .flatMap(({ files }) => files)
    .filter(({ file }) => file.uploadTime === undefined)
    .map(({ file }) => file.index);
  return [...new Set(indexes)]
    .toSorted()
    .map((index) =>
      note(
        'no-upload-time',
        `\`${index}\` gives files without upload time: \`--exclude-newer\` leaves them out`,
      ),
    );
}

function note(code: string, text: string): Note {
  return { code, text, paths: [] };
}
