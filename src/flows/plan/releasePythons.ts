import { SpipError } from '../../lib/spipError.ts';
import type { DistFile } from '../../model/distFile.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import { readRequiresPython } from '../../pep/lenientRequirement.ts';
import { admitsPython } from '../../pep/specifiers.ts';
import { tagRank } from '../../pep/tags.ts';
import { parseWheelFilename } from '../../pep/wheelFilename.ts';
import { pickAuto } from '../../pythons/pickAuto.ts';
import type { Release } from '../sets/groupReleases.ts';
import type { PlanRequest } from './planRequest.ts';

/** Which Pythons a release admits. */
export interface ReleasePythons {
  /** Requires-Python of its files, each once. */
  readonly required: readonly string[];
  readonly admits: (interpreter: Interpreter) => boolean;
  /** Those of its cells: what `--python` chose, or the best one for it. */
  readonly interpreters: readonly Interpreter[];
}

/** Judges by each file's Requires-Python, and where the index gives none by that of the release's metadata. */
export async function releasePythons(
  release: Release,
  name: string,
  request: PlanRequest,
): Promise<ReleasePythons> {
  const fromMetadata = await ownRequiresPython(release, name, request);
  const texts = usableFiles(release).map((file) => file.requiresPython ?? fromMetadata);
  return {
    required: [...new Set(texts)].filter((text) => text !== undefined),
    admits: (interpreter) => texts.some((text) => admitted(text, interpreter)),
    interpreters: request.chosen ?? [autoPython(release, fromMetadata, request)],
  };
}

/** The index may not say it: then the release's own metadata does. */
async function ownRequiresPython(
  release: Release,
  name: string,
  request: PlanRequest,
): Promise<string | undefined> {
  return release.files.some((file) => file.requiresPython !== undefined)
    ? undefined
    : request.requiresPython(release, name);
}

/** Whether the page of its index lets a Python have a file of a release. */
export function admitsSome(release: Release, interpreter: Interpreter): boolean {
  return usableFiles(release).some((file) => admitted(file.requiresPython, interpreter));
}

function usableFiles(release: Release): readonly DistFile[] {
  return release.yanked === false
    ? release.files.filter((file) => file.yanked === false)
    : release.files;
}

function admitted(requiresPython: string | undefined, interpreter: Interpreter): boolean {
  const read = requiresPython === undefined ? undefined : readRequiresPython(requiresPython);
  return read === undefined || admitsPython(read.value, interpreter.version);
}

function fitsWheel({ filename }: DistFile, { tags }: Interpreter): boolean {
  return tagRank(parseWheelFilename(filename), tags) !== undefined;
}

function autoPython(
  release: Release,
  fromMetadata: string | undefined,
  request: PlanRequest,
): Interpreter {
  const files = usableFiles(release);
  const wheels = files.filter((file) => file.kind === 'wheel');
  const texts = new Set(files.map((file) => file.requiresPython ?? fromMetadata));
  const candidates = request.installed.filter((interpreter) =>
    [...texts].some((text) => admitted(text, interpreter)),
  );
  const newest = pickAuto(candidates, {
    requiresPython: undefined,
    hasCompatibleWheel:
      wheels.length === 0
        ? undefined
        : (interpreter) =>
            wheels.some(
              (file) =>
                admitted(file.requiresPython ?? fromMetadata, interpreter) &&
                fitsWheel(file, interpreter),
            ),
  });
  // Where no installed Python is admitted the newest stands for all, and says why.
  const shown = newest ?? pickAuto(request.installed, { requiresPython: undefined });
  if (shown === undefined) {
    throw new SpipError('no-python', 'Failed to find a final CPython on this machine', {
      hint: '`spip python install 3` brings the newest; put one on PATH, or name one with `--python PATH`; `spip python list` shows what was found',
    });
  }
  return shown;
}
