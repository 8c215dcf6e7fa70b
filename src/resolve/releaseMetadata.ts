import { SpipError } from '../lib/spipError.ts';
import type { CoreMetadata } from '../pep/metadata.ts';
import { normaliseName } from '../pep/names.ts';
import type { Requirement } from '../pep/requirement.ts';
import { compareVersions, tryParseVersion } from '../pep/version.ts';
import type { Candidate } from './candidates.ts';

/** One file's metadata, read once for all solves; or why it cannot be used. */
export type ReleaseMetadata =
  | {
      readonly ok: true;
      readonly requirements: readonly Requirement[];
      readonly requiresPython: string | undefined;
      /** Normalised. */
      readonly extras: ReadonlySet<string>;
    }
  | { readonly ok: false; readonly reason: string };

/** Reads what matters to the solver and checks that it belongs to the release. */
export function readReleaseMetadata(
  metadata: CoreMetadata,
  expected: { readonly name: string; readonly candidate: Candidate },
  parse: (text: string) => Requirement,
): ReleaseMetadata {
  const { name, candidate } = expected;
  if (normaliseName(metadata.name) !== name) {
    return { ok: false, reason: `its metadata is of \`${metadata.name}\`` };
  }
  const version = tryParseVersion(metadata.version);
  if (version === undefined || compareVersions(version, candidate.version) !== 0) {
    return { ok: false, reason: `its metadata says version \`${metadata.version}\`` };
  }
  const requirements: Requirement[] = [];
  for (const text of metadata.requiresDist) {
    try {
      requirements.push(parse(text));
    } catch (error) {
      if (!(error instanceof SpipError)) {
        throw error;
      }
      return { ok: false, reason: `its metadata has a malformed requirement \`${text}\`` };
    }
  }
  return {
    ok: true,
    requirements,
    requiresPython: metadata.requiresPython,
    extras: new Set(metadata.providesExtra.map(normaliseName)),
  };
}
