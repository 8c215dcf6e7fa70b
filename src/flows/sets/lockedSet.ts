import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseAt } from '../../lib/parseAt.ts';
import { readNamedFile } from '../../lib/files/readNamedFile.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { DistFile, ProjectFiles } from '../../model/distFile.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import { parseDirectReference } from '../../pep/directReference.ts';
import type { DirectReference, DirectTarget } from '../../pep/directReference.ts';
import { evaluateLockMarker } from '../../pep/marker.ts';
import { readPylock } from '../../pep/readPylock.ts';
import type { LockedEntry, LockedFile, ReadPylock } from '../../pep/readPylock.ts';
import type { Requirement } from '../../pep/requirement.ts';
import { parseRequirement } from '../../pep/requirement.ts';
import { admitsPython, parseSpecifiers } from '../../pep/specifiers.ts';

/** A lock file with its place. */
export interface LockFile {
  readonly lock: ReadPylock;
  /** As given. */
  readonly path: string;
  readonly directory: string;
}

/** Files that stand in the place of all that the indexes have for their projects. */
export interface FixedSet {
  /** By normalised name. */
  readonly projects: ReadonlyMap<string, ProjectFiles>;
  /** What asks for all of them. */
  readonly roots: readonly Requirement[];
}

/** What a lock names for one Python, or why it is not meant for it. */
export type LockedSet =
  | {
      readonly kind: 'set';
      readonly set: FixedSet;
      /** By normalised name what stands in the place of files: repositories, folders, archives. */
      readonly directs: ReadonlyMap<string, DirectReference>;
    }
  | { readonly kind: 'excluded'; readonly message: string };

/** @throws SpipError `not-found`, `invalid-metadata` */
export async function readLockFile(path: string, cwd: string): Promise<LockFile> {
  const full = resolve(cwd, path);
  const text = await readNamedFile(full, `the lock \`${path}\``);
  return { lock: readPylock(text, path), path, directory: dirname(full) };
}

/**
 * The packages of a lock for one Python, as its specification says how to install them (PEP 751, "Installation").
 *
 * @throws SpipError `invalid-metadata` where two entries of one package apply
 */
export function lockedSet({ lock, path, directory }: LockFile, python: Interpreter): LockedSet {
  const holds = ({ marker }: Pick<LockedEntry, 'marker'>): boolean =>
    marker === undefined || evaluateLockMarker(marker, python.markers, lock.defaultGroups);
  const { requiresPython, environments } = lock;
  if (requiresPython !== undefined && !admitsPython(requiresPython, python.version)) {
    return { kind: 'excluded', message: `\`${path}\` is not for Python ${python.python}` };
  }
  if (environments.length > 0 && !environments.some((marker) => holds({ marker }))) {
    return { kind: 'excluded', message: `\`${path}\` is made for none of this Python's kind` };
  }
  const projects = new Map<string, ProjectFiles>();
  const directs = new Map<string, DirectReference>();
  const roots: Requirement[] = [];
  for (const entry of lock.packages.filter(holds)) {
    if (projects.has(entry.name) || directs.has(entry.name)) {
      throw new SpipError(
        'invalid-metadata',
        `Expected one \`${entry.name}\` for Python ${python.python} in \`${path}\`, found two`,
      );
    }
    if (!admits(entry, python)) {
      const version = entry.version === undefined ? '' : ` ${entry.version}`;
      const message = `\`${entry.name}\`${version} of \`${path}\` requires Python \`${entry.requiresPython ?? ''}\``;
      return { kind: 'excluded', message };
    }
    if (entry.direct === undefined) {
      const files = entry.files.map((file) => distFile(file, entry, { path, directory }));
      projects.set(entry.name, { name: entry.name, files });
    } else {
      directs.set(entry.name, referenceTo(entry.name, entry.direct, { path, directory }));
    }
    const pin = entry.version === undefined ? '' : `==${entry.version}`;
    roots.push(parseRequirement(`${entry.name}${pin}`));
  }
  return { kind: 'set', set: { projects, roots }, directs };
}

/** The set without some packages: those under test, and those that are asked for beside them. */
export function withoutNames(set: FixedSet, names: readonly string[]): FixedSet {
  return {
    projects: new Map([...set.projects].filter(([name]) => !names.includes(name))),
    roots: set.roots.filter(({ name }) => !names.includes(name)),
  };
}

function admits({ requiresPython }: LockedEntry, { version }: Interpreter): boolean {
  return requiresPython === undefined || admitsPython(parseSpecifiers(requiresPython), version);
}

/** What a lock says of its place, as if it had been asked for. */
function referenceTo(
  name: string,
  target: DirectTarget,
  { path: lock, directory }: Pick<LockFile, 'path' | 'directory'>,
): DirectReference {
  switch (target.kind) {
    case 'path': {
      const path = resolve(directory, target.path);
      return { name, extras: [], marker: undefined, target: { kind: 'path', path }, text: path };
    }
    case 'url': {
      const url = absolute(target.url, directory);
      return read(`${name} @ ${url}#sha256=${target.sha256 ?? ''}`, lock);
    }
    case 'git': {
      const { url, revision = '', subdirectory } = target;
      const below = subdirectory === undefined ? '' : `#subdirectory=${subdirectory}`;
      return read(`${name} @ git+${absolute(url, directory)}@${revision}${below}`, lock);
    }
  }
}

function read(text: string, lock: string): DirectReference {
  const parse = (): DirectReference | undefined => parseDirectReference(text);
  const reference = parseAt({ place: lock, code: 'invalid-metadata' }, parse);
  if (reference === undefined) {
    throw new Error(`\`${text}\` is no direct reference`);
  }
  return reference;
}

function absolute(place: string, directory: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(place)
    ? place
    : pathToFileURL(resolve(directory, place)).href;
}

function distFile(
  { path, url, ...file }: LockedFile,
  { name, requiresPython, index }: LockedEntry,
  place: Pick<LockFile, 'path' | 'directory'>,
): DistFile {
  return {
    ...file,
    url: url ?? pathToFileURL(resolve(place.directory, path ?? '')).href,
    requiresPython,
    yanked: false,
    metadata: false,
    index: index ?? place.path,
    project: name,
  };
}
