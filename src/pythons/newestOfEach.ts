import type { Interpreter } from '../model/interpreter.ts';
import { compareVersions, parseVersion } from '../pep/version.ts';

/** Of each minor version and kind of build the newest, finals before pre-releases, complete ones before those that miss modules, the first found among equals. */
export function newestOfEach(interpreters: readonly Interpreter[]): readonly Interpreter[] {
  const best = new Map<string, Interpreter>();
  for (const each of interpreters) {
    const known = best.get(each.python);
    if (known === undefined || isNewer(each, known)) {
      best.set(each.python, each);
    }
  }
  return [...best.values()];
}

function isNewer(a: Interpreter, b: Interpreter): boolean {
  if (a.prerelease !== b.prerelease) {
    return b.prerelease;
  }
  const newer = compareVersions(parseVersion(a.version), parseVersion(b.version));
  return newer > 0 || (newer === 0 && a.lacks.length < b.lacks.length);
}
