import { realpath } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { SpipError } from '../lib/spipError.ts';
import { areStrings, isTable } from '../lib/tomlTable.ts';
import type { TomlTable } from '../lib/tomlTable.ts';
import { readPyproject } from './pyprojectFile.ts';
import { oddText, quoteAnswer } from './quoteAnswer.ts';

/** How a source tree wants to be built (PEP 517, PEP 518). */
export interface BuildSystem {
  /** Requirements of the build, as written. */
  readonly requires: readonly string[];
  /** Module of the backend, with the object in it behind a colon: `setuptools.build_meta:__legacy__`. */
  readonly backend: string;
  /** Folders of the source tree that hold the backend itself, relative to its root; usually none. */
  readonly backendPath: readonly string[];
}

/** Reads `[build-system]` of a source tree; the legacy defaults fill what it leaves out. */
export async function readBuildSystem(root: string): Promise<BuildSystem> {
  const pyproject = await readPyproject(root);
  const system = pyproject === undefined ? legacyBuildSystem : buildSystemOf(pyproject);
  await Promise.all(system.backendPath.map((path) => checkInside(root, path)));
  return system;
}

/** What a project without a word about its build gets (PEP 517, "Source trees"). */
const legacyBuildSystem: BuildSystem = {
  requires: ['setuptools >= 40.8.0', 'wheel'],
  backend: 'setuptools.build_meta:__legacy__',
  backendPath: [],
};

/** What `[build-system]` of a `pyproject.toml` says, unchecked against the tree. */
export function buildSystemOf(pyproject: TomlTable): BuildSystem {
  const table = pyproject['build-system'];
  if (table === undefined) {
    return legacyBuildSystem;
  }
  if (!isTable(table)) {
    throw refusal('Expected `build-system` of `pyproject.toml` to be a table');
  }
  const requires = strings(table['requires'], 'requires');
  if (requires === undefined) {
    throw refusal('Expected `build-system.requires` in `pyproject.toml`');
  }
  const backend = table['build-backend'];
  if (
    backend !== undefined &&
    (typeof backend !== 'string' || !/^[\w.]+(?::[\w.]+)?$/.test(backend))
  ) {
    throw refusal('Expected `build-system.build-backend` of `pyproject.toml` to name a module');
  }
  return {
    requires,
    backend: backend ?? legacyBuildSystem.backend,
    backendPath: strings(table['backend-path'], 'backend-path') ?? [],
  };
}

function strings(value: unknown, key: string): readonly string[] | undefined {
  if (value === undefined) {
    return undefined;
  }
  if (!areStrings(value)) {
    throw refusal(`Expected \`build-system.${key}\` of \`pyproject.toml\` to be a list of strings`);
  }
  const odd = oddText(value);
  if (odd !== undefined) {
    throw refusal(
      `Expected \`build-system.${key}\` of \`pyproject.toml\` to have one line each, found ${quoteAnswer(odd)}`,
    );
  }
  return value;
}

/** A backend path must lie in the source tree, links followed. */
async function checkInside(root: string, path: string): Promise<void> {
  const real = await realpath(join(root, path)).catch(() => undefined);
  const inner = real === undefined ? undefined : relative(await realpath(root), real);
  const inside =
    inner !== undefined && inner !== '..' && !inner.startsWith('../') && !isAbsolute(inner);
  if (isAbsolute(path) || !inside) {
    throw refusal(`Expected \`backend-path\` to lie in the source tree, got \`${path}\``);
  }
}

function refusal(message: string): SpipError {
  return new SpipError('build-failed', message, {
    hint: 'the release itself has to be mended; another release may build',
  });
}
