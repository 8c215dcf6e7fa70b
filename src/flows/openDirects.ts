import type { ProjectFiles } from '../model/distFile.ts';
import { SpipError } from '../lib/spipError.ts';
import { parseDirectReference } from '../pep/directReference.ts';
import type { DirectReference } from '../pep/directReference.ts';
import { formatMarker } from '../pep/marker.ts';
import type { FixedSet } from './lockedSet.ts';
import { openDirect } from './openDirect.ts';
import type { DirectSurroundings } from './openDirect.ts';
import type { InputLine, Inputs } from './readInputs.ts';

/**
 * Brings what direct references lead to, and puts exact pins in their places: from there on a file at some URL, a source
 * tree or a repository is a project with one file.
 *
 * @throws SpipError `invalid-requirement`, `not-found`, `hash-mismatch`; errors of downloads, git and builds
 */
export async function openDirects(
  inputs: Inputs,
  surroundings: DirectSurroundings,
): Promise<{ readonly inputs: Inputs; readonly fixed: FixedSet }> {
  const projects = new Map<string, ProjectFiles>();
  const requirements: InputLine[] = [];
  for (const line of inputs.requirements) {
    const reference = referenceOf(line);
    if (reference === undefined) {
      requirements.push(line);
      continue;
    }
    const { name, version, file } = await openDirect(reference, surroundings);
    if (line.hashes.length > 0 && !line.hashes.includes(file.sha256 ?? '')) {
      throw new SpipError(
        'hash-mismatch',
        `Expected one of the hashes that \`${line.origin ?? ''}\` lists for \`${line.text}\`, found \`${file.sha256 ?? ''}\``,
      );
    }
    projects.set(name, { name, files: [file] });
    const extras = reference.extras.length === 0 ? '' : `[${reference.extras.join(',')}]`;
    const marker = reference.marker === undefined ? '' : `; ${formatMarker(reference.marker)}`;
    requirements.push({
      ...line,
      text: `${name}${extras}==${version}${marker}`,
      shown: reference.text,
    });
  }
  return { inputs: { ...inputs, requirements }, fixed: { projects, roots: [] } };
}

function referenceOf({ text, origin }: InputLine): DirectReference | undefined {
  try {
    return parseDirectReference(text);
  } catch (error) {
    if (error instanceof SpipError && origin !== undefined) {
      throw new SpipError(error.code, `${error.message}, in \`${origin}\``, {
        hint: error.hint,
        cause: error,
      });
    }
    throw error;
  }
}
