import { readFile } from 'node:fs/promises';
import { OncePerObject } from '../lib/oncePerObject.ts';
import { SpipError } from '../lib/spipError.ts';
import type { Interpreter } from '../model/interpreter.ts';
import type { StoredWheel } from '../model/storedWheel.ts';
import { evaluateMarker } from '../pep/marker.ts';
import { parseMetadata } from '../pep/metadata.ts';
import type { CoreMetadata } from '../pep/metadata.ts';
import { readLenientRequirement, readRequiresPython } from '../pep/lenientRequirement.ts';
import { withoutMarker } from '../pep/requirement.ts';
import type { Requirement } from '../pep/requirement.ts';
import { admitsPython, specifiersContain } from '../pep/specifiers.ts';
import type { Specifiers } from '../pep/specifiers.ts';
import { parseVersion } from '../pep/version.ts';
import type { Distribution } from './lockText.ts';

/** A requirement of an installed distribution that does not hold. */
export interface ConsistencyProblem {
  /** Normalised name of the distribution that asks. */
  readonly distribution: string;
  /** What it asks for, as its metadata writes it. */
  readonly requirement: string;
  /** One sentence for people. */
  readonly text: string;
}

export interface ConsistencyRequest {
  readonly interpreter: Interpreter;
  readonly distributions: readonly Distribution[];
}

/**
 * Whether a set is complete and consistent, as `pip check` means it: each distribution's own metadata, with the extras
 * that were asked of it, is met by the others and by this Python, but for what an override stands in the place of. An
 * empty list means yes.
 */
export async function checkConsistency({
  interpreter,
  distributions,
}: ConsistencyRequest): Promise<readonly ConsistencyProblem[]> {
  const installed = new Map(distributions.map(({ locked }) => [locked.name, locked.version]));
  const problems: ConsistencyProblem[] = [];
  for (const { wheel, locked } of distributions) {
    const needs = await known.get(wheel, () => readNeeds(wheel));
    const who = `\`${locked.name}\` ${locked.version}`;
    const { requiresPython } = needs;
    if (
      requiresPython !== undefined &&
      !admitsPython(requiresPython.specifiers, interpreter.version)
    ) {
      problems.push({
        distribution: locked.name,
        requirement: requiresPython.text,
        text: `${who} requires Python \`${requiresPython.text}\`, and this is ${interpreter.version}`,
      });
    }
    const extras = new Set(locked.extras);
    for (const requirement of needs.requirements) {
      const { marker, name, specifiers, text } = requirement;
      if (marker !== undefined && !evaluateMarker(marker, interpreter.markers, extras)) {
        continue;
      }
      const found = installed.get(name);
      const isOverridden = locked.overridden?.includes(name) === true;
      if (!isOverridden && (found === undefined || !contains(specifiers, found))) {
        const state = found === undefined ? 'which is missing' : `and ${found} is installed`;
        problems.push({
          distribution: locked.name,
          requirement: text,
          text: `${who} requires \`${withoutMarker(requirement)}\`, ${state}`,
        });
      }
    }
  }
  return problems;
}

interface Needs {
  readonly requiresPython: { readonly text: string; readonly specifiers: Specifiers } | undefined;
  readonly requirements: readonly Requirement[];
}

const known = new OncePerObject<StoredWheel, Needs>();

async function readNeeds(wheel: StoredWheel): Promise<Needs> {
  const metadata = await readMetadata(wheel);
  const { requiresPython } = metadata;
  const specifiers =
    requiresPython === undefined ? undefined : readRequiresPython(requiresPython)?.value;
  return {
    requiresPython:
      requiresPython === undefined || specifiers === undefined
        ? undefined
        : { text: requiresPython, specifiers },
    requirements: metadata.requiresDist
      .map((text) => unlessInvalid(() => readLenientRequirement(text).value))
      .filter((requirement) => requirement !== undefined),
  };
}

async function readMetadata(wheel: StoredWheel): Promise<CoreMetadata> {
  const path = `${wheel.root}/${wheel.distInfo}/METADATA`;
  try {
    return parseMetadata(await readFile(path));
  } catch (error) {
    throw new SpipError('install-failed', `Failed to read the metadata of \`${wheel.filename}\``, {
      cause: error,
    });
  }
}

/** What nobody can read is skipped, as by pip. */
function unlessInvalid<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof SpipError) {
      return undefined;
    }
    throw error;
  }
}

function contains(specifiers: Specifiers, version: string): boolean {
  return specifiersContain(specifiers, parseVersion(version), { prereleases: true });
}
