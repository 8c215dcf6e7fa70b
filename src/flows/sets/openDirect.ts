import { hash } from 'node:crypto';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { unfinishedPath } from '../../cache/runFolders.ts';
import { holdsProject } from '../../config/holdsProject.ts';
import { parseToml, subTable } from '../../config/tomlFile.ts';
import { pathOfUrl } from '../../lib/urls/pathOfUrl.ts';
import { SpipError } from '../../lib/spipError.ts';
import { showUrl } from '../../lib/urls/showUrl.ts';
import { urlFileName } from '../../lib/urls/urlFileName.ts';
import type { Context } from '../../model/context.ts';
import type { DistFile } from '../../model/distFile.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { DirectReference, DirectTarget } from '../../pep/directReference.ts';
import { normaliseName } from '../../pep/names.ts';
import { parseSdistFilename } from '../../pep/sdistFilename.ts';
import { formatVersion, parseVersion } from '../../pep/version.ts';
import { parseWheelFilename } from '../../pep/wheelFilename.ts';
import { pickAuto } from '../../pythons/pickAuto.ts';
import { cloneRepository } from '../trees/cloneRepository.ts';
import type { Facilities } from '../run/openFacilities.ts';
import { lostTags } from '../trees/lostTags.ts';
import { packTree, unnamedSource } from '../trees/packTree.ts';
import { TreeTops } from '../trees/treeTops.ts';
import type { WheelBuilder } from './wheelBuilder.ts';

/** Stands as the index of files that a direct reference names. */
export const directIndex = 'a direct reference';

export interface DirectSurroundings {
  readonly facilities: Facilities;
  readonly builder: WheelBuilder;
  readonly context: Context;
  /** Whose backend tells the name and version where no file does; `undefined`: the newest final CPython. */
  readonly interpreter?: Interpreter | undefined;
}

/** What a direct reference leads to: one file of one release. */
export interface DirectRelease {
  /** Normalised. */
  readonly name: string;
  /** Normalised. */
  readonly version: string;
  /** With its digest. */
  readonly file: DistFile;
}

/** Brings the one file of a direct reference; see `openDirects`. */
export async function openDirect(
  reference: DirectReference,
  surroundings: DirectSurroundings,
): Promise<DirectRelease> {
  const release = await bring(reference.target, surroundings);
  if (reference.name !== undefined && reference.name !== release.name) {
    throw new SpipError(
      'invalid-requirement',
      `Expected \`${reference.text}\` to lead to \`${reference.name}\`, found \`${release.name}\``,
    );
  }
  return release;
}

async function bring(
  target: DirectTarget,
  surroundings: DirectSurroundings,
): Promise<DirectRelease> {
  switch (target.kind) {
    case 'git':
      return bringRepository(target, surroundings);
    case 'url':
      return target.url.startsWith('file:')
        ? bringPath(pathOfUrl(target.url), target, surroundings)
        : bringArchive(target.url, target, surroundings);
    case 'path':
      return bringPath(
        resolve(surroundings.context.cwd, target.path),
        { sha256: undefined },
        surroundings,
      );
  }
}

/** The digests that the reference itself names. */
type Promised = Pick<DistFile, 'sha256' | 'otherDigest'>;

async function bringPath(
  path: string,
  promised: Promised,
  surroundings: DirectSurroundings,
): Promise<DirectRelease> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    throw new SpipError('not-found', `Expected \`${path}\` to exist`);
  }
  const url = pathToFileURL(path).href;
  return found.isDirectory()
    ? bringTree({ tree: path, url }, surroundings)
    : bringArchive(url, promised, surroundings);
}

async function bringRepository(
  target: Extract<DirectTarget, { kind: 'git' }>,
  surroundings: DirectSurroundings,
): Promise<DirectRelease> {
  const { facilities, context } = surroundings;
  const directory = unfinishedPath(facilities.temporary);
  const commit = await cloneRepository(target, directory, context);
  const { subdirectory = '.' } = target;
  const tree = resolve(directory, subdirectory);
  if (tree !== directory && !tree.startsWith(`${directory}/`)) {
    throw new SpipError(
      'invalid-requirement',
      `Expected a \`subdirectory\` of the repository, found \`${subdirectory}\``,
    );
  }
  const place = target.subdirectory === undefined ? '' : `#subdirectory=${target.subdirectory}`;
  const url = `git+${target.url}@${commit}${place}`;
  return bringTree({ tree, url }, surroundings);
}

/** A file whose name says what it is; else it is unpacked and asked. */
async function bringArchive(
  url: string,
  { sha256, otherDigest }: Promised,
  surroundings: DirectSurroundings,
): Promise<DirectRelease> {
  const { facilities } = surroundings;
  const filename = urlFileName(url);
  const file = { ...bare(url), filename, sha256, otherDigest };
  if (filename.endsWith('.whl')) {
    const { name, version } = parseWheelFilename(filename);
    const wheel = await fetched({ ...file, kind: 'wheel' }, facilities);
    return { name, version: formatVersion(version), file: wheel };
  }
  const named = readSdistName(filename);
  if (named !== undefined) {
    return { ...named, file: await fetched(file, facilities) };
  }
  const ending = /\.(?:tar\.gz|tar\.bz2|tgz|zip)$/.exec(filename)?.[0];
  if (ending === undefined) {
    throw new SpipError(
      'invalid-requirement',
      `Expected a wheel, a source archive or a folder, found \`${filename || url}\``,
      { hint: 'a repository is written `git+https://...`' },
    );
  }
  return nameByMetadata(
    { file: await fetched({ ...file, filename: `${unnamedSource}${ending}` }, facilities), ending },
    surroundings,
  );
}

/** Fetched and verified now: a digest in the URL is a promise of the user's, not of an index. */
async function fetched(file: DistFile, { store, fetch }: Facilities): Promise<DistFile> {
  const { sha256 } =
    file.kind === 'wheel' ? await store.wheel(file, fetch) : await store.sdist(file, fetch);
  return { ...file, sha256 };
}

function readSdistName(
  filename: string,
): { readonly name: string; readonly version: string } | undefined {
  try {
    const { name, version } = parseSdistFilename(filename);
    return { name, version: formatVersion(version) };
  } catch {
    return undefined;
  }
}

/** Packs a source tree as the sdist that it would be. */
async function bringTree(
  { tree, url }: { readonly tree: string; readonly url: string },
  surroundings: DirectSurroundings,
): Promise<DirectRelease> {
  const { facilities, context } = surroundings;
  expectProject(tree, url);
  const bytes = await packTree(tree, context.env);
  const path = `${unfinishedPath(facilities.temporary)}.tar.gz`;
  await mkdir(facilities.temporary, { recursive: true });
  await writeFile(path, bytes);
  facilities.brought.set(url, path);
  const sha256 = hash('sha256', bytes, 'hex');
  const file = { ...bare(url), filename: `${unnamedSource}.tar.gz`, sha256 };
  const known = await staticProject(tree);
  if (known !== undefined) {
    return named(file, known, '.tar.gz');
  }
  const tool = await lostTags(tree, context.env);
  if (tool !== undefined) {
    facilities.emit({
      kind: 'warning',
      text: `\`${shownTree(tree, url)}\` lies below the top of its repository and is packed alone, so that \`${tool}\` finds no tags: name an sdist of it in its place (\`python -m build --sdist\`)`,
    });
  }
  return nameByMetadata({ file, ending: '.tar.gz' }, surroundings);
}

/** A folder by its path, a repository by its URL. */
function shownTree(tree: string, url: string): string {
  return url.startsWith('file:') ? tree : showUrl(url);
}

/** Without one a backend takes whatever lies there. */
function expectProject(tree: string, url: string): void {
  if (!holdsProject(tree)) {
    const shown = shownTree(tree, url);
    throw new SpipError(
      'invalid-requirement',
      `Expected a project in \`${shown}\`: it has neither \`pyproject.toml\` nor \`setup.py\``,
    );
  }
}

/** What `[project]` says, where it says it (PEP 621). */
async function staticProject(
  tree: string,
): Promise<{ readonly name: string; readonly version: string } | undefined> {
  using tops = new TreeTops(tree);
  using place = tops.place({ top: tree, path: 'pyproject.toml' });
  // What it is where it is a link its backend tells.
  const text = place?.stats()?.isFile() === true ? await place.read() : undefined;
  const table = text && (await parseToml(text.toString(), join(tree, 'pyproject.toml')));
  const { name, version } = subTable(table, 'project') ?? {};
  return typeof name === 'string' && typeof version === 'string' ? { name, version } : undefined;
}

async function nameByMetadata(
  { file, ending }: { readonly file: DistFile; readonly ending: string },
  { facilities, builder, interpreter }: DirectSurroundings,
): Promise<DirectRelease> {
  const { interpreters } = facilities.pythons;
  const python = interpreter ?? pickAuto(interpreters, { requiresPython: undefined });
  const metadata = python === undefined ? undefined : await builder.metadataOf(file, python);
  if (metadata === undefined) {
    throw new SpipError('build-failed', `Failed to learn the name and version of \`${file.url}\``, {
      hint: 'its backend prepares no metadata: give both in `[project]` of `pyproject.toml`',
    });
  }
  return named(file, metadata, ending);
}

function named(
  file: DistFile,
  project: { readonly name: string; readonly version: string },
  ending: string,
): DirectRelease {
  const name = normaliseName(project.name);
  const version = formatVersion(parseVersion(project.version));
  const filename = `${name.replaceAll('-', '_')}-${version}${ending}`;
  return { name, version, file: { ...file, filename } };
}

function bare(url: string): DistFile {
  return {
    filename: '',
    kind: 'sdist',
    url,
    sha256: undefined,
    size: undefined,
    requiresPython: undefined,
    uploadTime: undefined,
    yanked: false,
    metadata: false,
    index: directIndex,
  };
}
