import { OnceMap } from '../../lib/onceMap.ts';
import { OncePerObject } from '../../lib/oncePerObject.ts';
import { parseAt } from '../../lib/parseAt.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { ProjectFiles } from '../../model/distFile.ts';
import { parseDirectReference } from '../../pep/directReference.ts';
import type { DirectReference } from '../../pep/directReference.ts';
import { formatMarker } from '../../pep/marker.ts';
import type { Requirement } from '../../pep/requirement.ts';
import type { FixedSet } from './lockedSet.ts';
import { openDirect } from './openDirect.ts';
import type { DirectRelease, DirectSurroundings } from './openDirect.ts';
import { parseInput } from '../ask/readInputs.ts';
import type { InputLine, Inputs } from '../ask/readInputs.ts';

/** What a constraint or a lock says that a package is taken from. */
export interface ConstrainedSource {
  /** Only its name and its marker count. */
  readonly requirement: Requirement;
  /** The listed digests, one of which it has; none: any. */
  readonly hashes: readonly string[];
  /** Brings it, once: only if anybody asks for the package. Throws as `openDirects`. */
  readonly bring: () => Promise<ProjectFiles>;
}

export interface OpenedDirects {
  readonly inputs: Inputs;
  readonly fixed: FixedSet;
  readonly sources: readonly ConstrainedSource[];
  /** Brings what a lock names, each once. */
  readonly bring: (reference: DirectReference) => Promise<ProjectFiles>;
}

/**
 * Brings what direct references lead to, and puts exact pins in their places: from there on a file at some URL, a source
 * tree or a repository is a project with one file.
 *
 * @throws SpipError `usage`: two sources for one package; `invalid-requirement`, `not-found`, `hash-mismatch`; errors of downloads, git and builds
 */
export async function openDirects(
  inputs: Inputs,
  surroundings: DirectSurroundings,
): Promise<OpenedDirects> {
  refuseTwoSources(inputs.sources);
  const projects = new Map<string, ProjectFiles>();
  const requirements: InputLine[] = [];
  for (const line of inputs.requirements) {
    const reference = referenceOf(line);
    if (reference === undefined) {
      requirements.push(line);
      continue;
    }
    const { name, version, file } = await openHashed(reference, line, surroundings);
    projects.set(name, { name, files: [file] });
    const extras = reference.extras.length === 0 ? '' : `[${reference.extras.join(',')}]`;
    const marker = reference.marker === undefined ? '' : `; ${formatMarker(reference.marker)}`;
    requirements.push({
      ...line,
      text: `${name}${extras}==${version}${marker}`,
      shown: reference.text,
    });
  }
  const brought = new OnceMap<string, ProjectFiles>();
  return {
    inputs: { ...inputs, requirements },
    fixed: { projects, roots: [] },
    sources: inputs.sources.map((line) => constrainedSource(line, surroundings)),
    bring: (reference) =>
      brought.get(reference.text, async () => projectOf(await openDirect(reference, surroundings))),
  };
}

/** Markers may choose between two sources; two that hold alike contradict each other, as for pip. */
function refuseTwoSources(lines: readonly InputLine[]): void {
  const known = new Map<string, { readonly url: string; readonly line: InputLine }>();
  for (const line of lines) {
    const { name, url = '', marker } = parseInput(line);
    const key = marker === undefined ? name : `${name};${formatMarker(marker)}`;
    const other = known.get(key);
    if (other !== undefined && other.url !== url) {
      const [first, second] = [other.line, line].map(
        ({ text, origin = '' }) => `\`${text}\` in \`${origin}\``,
      );
      throw new SpipError(
        'usage',
        `Expected one source for \`${name}\`, found ${first} and ${second}`,
        {
          hint: 'leave out one of the two constraints',
        },
      );
    }
    known.set(key, { url, line });
  }
}

function constrainedSource(line: InputLine, surroundings: DirectSurroundings): ConstrainedSource {
  const reference = referenceOf(line);
  if (reference === undefined) {
    throw new Error(`\`${line.text}\` is no direct reference`);
  }
  return {
    requirement: parseInput(line),
    hashes: line.hashes,
    bring: () =>
      brought.get(line, async () => projectOf(await openHashed(reference, line, surroundings))),
  };
}

const brought = new OncePerObject<InputLine, ProjectFiles>();

function projectOf({ name, file }: DirectRelease): ProjectFiles {
  return { name, files: [file] };
}

async function openHashed(
  reference: DirectReference,
  { text, origin, hashes }: InputLine,
  surroundings: DirectSurroundings,
): Promise<DirectRelease> {
  const release = await openDirect(reference, surroundings);
  const { sha256 = '' } = release.file;
  if (hashes.length > 0 && !hashes.includes(sha256)) {
    throw new SpipError(
      'hash-mismatch',
      `Expected one of the hashes that \`${origin ?? ''}\` lists for \`${text}\`, found \`${sha256}\``,
    );
  }
  return release;
}

function referenceOf({ text, origin }: InputLine): DirectReference | undefined {
  return parseAt({ place: origin }, () => parseDirectReference(text));
}
