import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SpipError } from '../lib/spipError.ts';
import { areStrings, isTable } from '../lib/tomlTable.ts';
import type { TomlTable } from '../lib/tomlTable.ts';
import type { CoreMetadata } from '../pep/metadata.ts';
import { isValidName, normaliseName } from '../pep/names.ts';
import { formatRequirement, parseRequirement } from '../pep/requirement.ts';
import { parseSdistFilename } from '../pep/sdistFilename.ts';
import { parseSpecifiers } from '../pep/specifiers.ts';
import { compareVersions, formatVersion, parseVersion } from '../pep/version.ts';
import { buildSystemOf } from './buildSystem.ts';
import type { BuildSystem } from './buildSystem.ts';
import { readPyproject } from './pyprojectFile.ts';
import { readsProjectTable } from './readsProjectTable.ts';

/**
 * The metadata of an unpacked source tree by its `[project]` table, where that leaves none of what matters to the
 * build (PEP 621: what the table neither has nor calls dynamic is static and empty). The version may be that of the
 * file name, which a build cannot change. `undefined`: only a build can tell. As uv decides it, and stricter where a
 * backend would say something else.
 *
 * `filename` is that of the sdist; `undefined` for a tree that no file names.
 */
export async function readProjectMetadata(
  root: string,
  filename: string | undefined,
): Promise<CoreMetadata | undefined> {
  const pyproject = await readPyproject(root);
  const project = pyproject?.['project'];
  if (pyproject === undefined || !isTable(project)) {
    return undefined;
  }
  const system = buildSystemOf(pyproject);
  if (
    !readsProjectTable(system) ||
    (project['dependencies'] === undefined && (await saysThemElsewhere(root, pyproject, system)))
  ) {
    return undefined;
  }
  try {
    return metadataOf(project, filename);
  } catch (error) {
    if (error instanceof SpipError) {
      // Malformed, or of another release than the file's name says: the backend is asked.
      return undefined;
    }
    throw error;
  }
}

const decisive: readonly string[] = ['dependencies', 'optional-dependencies', 'requires-python'];

/** Poetry's own table, or what old releases of setuptools take from `setup.py` without a word in `dynamic`. */
async function saysThemElsewhere(
  root: string,
  { tool }: TomlTable,
  { backend }: BuildSystem,
): Promise<boolean> {
  if (isTable(tool) && tool['poetry'] !== undefined) {
    return true;
  }
  const found = await Promise.all(
    ['setup.py', 'setup.cfg'].map((name) => stat(join(root, name)).catch(() => undefined)),
  );
  return backend.startsWith('setuptools.') && found.some((file) => file !== undefined);
}

function metadataOf(project: TomlTable, filename: string | undefined): CoreMetadata | undefined {
  const { name, dynamic = [], dependencies = [], 'requires-python': requiresPython } = project;
  const { 'optional-dependencies': optional = {} } = project;
  if (
    typeof name !== 'string' ||
    !isValidName(name) ||
    !areStrings(dynamic) ||
    decisive.some((field) => dynamic.includes(field)) ||
    !areStrings(dependencies) ||
    !isTable(optional) ||
    !isOptionalText(requiresPython)
  ) {
    return undefined;
  }
  const version = versionOf(project, dynamic, filename);
  if (version === undefined) {
    return undefined;
  }
  if (requiresPython !== undefined) {
    parseSpecifiers(requiresPython);
  }
  return {
    metadataVersion: '2.2',
    name,
    version,
    requiresPython,
    requiresDist: [
      ...dependencies.map((text) => parseRequirement(text).text),
      ...Object.entries(optional).flatMap(([extra, texts]) => extraRequirements(extra, texts)),
    ],
    providesExtra: Object.keys(optional).map(normaliseName),
    dynamic: [],
    summary: undefined,
  };
}

/** What the table says, which must be what the file's name says; a dynamic one is what the file's name says. */
function versionOf(
  { name, version }: TomlTable,
  dynamic: readonly string[],
  filename: string | undefined,
): string | undefined {
  const named =
    filename === undefined
      ? undefined
      : parseSdistFilename(filename, normaliseName(String(name))).version;
  if (dynamic.includes('version')) {
    return version === undefined && named !== undefined ? formatVersion(named) : undefined;
  }
  if (typeof version !== 'string') {
    return undefined;
  }
  const said = parseVersion(version);
  return named === undefined || compareVersions(said, named) === 0
    ? formatVersion(said)
    : undefined;
}

function extraRequirements(extra: string, texts: unknown): readonly string[] {
  if (!areStrings(texts) || !isValidName(extra)) {
    throw new SpipError('invalid-metadata', 'Expected `optional-dependencies` to hold lists');
  }
  const only = parseRequirement(`x; extra == "${normaliseName(extra)}"`).marker;
  return texts.map((text) => {
    const requirement = parseRequirement(text);
    const { marker } = requirement;
    return formatRequirement({
      ...requirement,
      marker:
        marker === undefined || only === undefined
          ? only
          : { kind: 'and', operands: [marker, only] },
    });
  });
}

function isOptionalText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}
