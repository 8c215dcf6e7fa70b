import { SpipError } from '../lib/spipError.ts';
import type { CoreMetadata } from '../pep/metadata.ts';
import type { Lenient } from '../pep/lenientRequirement.ts';
import { normaliseName } from '../pep/names.ts';
import type { Requirement } from '../pep/requirement.ts';
import { compareVersions, tryParseVersion } from '../pep/version.ts';
import type { Candidate } from './candidates.ts';

export interface RepairedRequirement {
  readonly written: string;
  readonly read: string;
}

/** One file's metadata, read once for all solves; or why it cannot be used. */
export type ReleaseMetadata =
  | {
      readonly ok: true;
      readonly requirements: readonly Requirement[];
      /** Malformed requirements with what was read in their place. */
      readonly repaired: readonly RepairedRequirement[];
      readonly requiresPython: string | undefined;
      /** Normalised. */
      readonly extras: ReadonlySet<string>;
    }
  | { readonly ok: false; readonly reason: string };

/** Reads what matters to the solver and checks that it belongs to the release. */
export function readReleaseMetadata(
  metadata: CoreMetadata,
  expected: { readonly name: string; readonly candidate: Candidate },
  parse: (text: string) => Lenient<Requirement>,
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
  const repaired: RepairedRequirement[] = [];
  for (const text of metadata.requiresDist) {
    try {
      const read = parse(text);
      requirements.push(read.value);
      if (read.repaired !== undefined) {
        repaired.push({ written: text, read: read.repaired });
      }
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
    repaired,
    requiresPython: metadata.requiresPython,
    extras: new Set(metadata.providesExtra.map(normaliseName)),
  };
}
