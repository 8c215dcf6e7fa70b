import { SpipError } from '../lib/spipError.ts';
import { showUrl } from '../lib/urls/showUrl.ts';

/** The newest minor version of the Simple API that spip knows (PEP 792). */
const knownMinor = 4;

/** Another major version is refused, a newer minor one is worth a warning (PEP 629); `1`, `01.0` and `1.0.0` are 1.0. */
export function checkApiVersion(version: string, url: string): readonly string[] {
  const [, major, minor] = /^0*(\d+)(?:\.(\d+)(?:\.0+)*)?$/.exec(version.trim()) ?? [];
  if (major !== '1') {
    throw new SpipError(
      'index-unreachable',
      `Expected version 1 of the Simple API from \`${showUrl(url)}\`: \`${version}\``,
      { hint: 'a newer spip may know this version' },
    );
  }
  return Number(minor ?? 0) > knownMinor
    ? [
        `The index at \`${new URL(url).origin}\` speaks version ${version} of the Simple API, newer than 1.${knownMinor}: some of what it says may be missed`,
      ]
    : [];
}
