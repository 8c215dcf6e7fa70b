import { formatBytes } from '../../lib/formatBytes.ts';
import { SpipError } from '../../lib/spipError.ts';
import { maxMetadataBytes } from '../../pep/metadata.ts';
import { showUrl } from '../../lib/urls/showUrl.ts';

/** The most that one answer may hold, after decompression. */
export interface SizeLimit {
  readonly bytes: number;
  /** What says so, for example `the limit for pages`. */
  readonly rule: string;
  /** The way out. */
  readonly hint: string;
}

/** What servers may send, and how slowly, so that none of them fills the memory or holds up a run. */
export interface AnswerLimits {
  /** Pages of indexes, and other texts. */
  readonly page: SizeLimit;
  readonly metadata: SizeLimit;
  /** The least that arrives, in bytes per second, over any `paceSeconds` that a body is waited for. */
  readonly pace: number;
  readonly paceSeconds: number;
  /** How long all of a page or of metadata may be waited for. */
  readonly wholeSeconds: number;
}

/** The way out where spip has none. */
export const noSetting = 'no setting raises it: correct the URL of the index, or tell who runs it';

/** Far above what indexes really send: the largest pages have some 40 MB. */
export const answerLimits: AnswerLimits = {
  page: { bytes: 100e6, rule: 'the limit for pages', hint: noSetting },
  metadata: { bytes: maxMetadataBytes, rule: 'the limit for metadata', hint: noSetting },
  pace: 1000,
  paceSeconds: 30,
  wholeSeconds: 300,
};

/** What a person is told about an answer that goes on behind its limit. */
export function tooLarge(url: string, { bytes, rule, hint }: SizeLimit): SpipError {
  return new SpipError(
    'index-unreachable',
    `Expected at most ${formatBytes(bytes)} from \`${showUrl(url)}\`, ${rule}`,
    { hint },
  );
}
