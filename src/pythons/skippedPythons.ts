import type { FoundPythons } from './discoverPythons.ts';
import { parsePythonRequest } from './pythonRequest.ts';

/** What `--python all` leaves out although it was found, one line each: what does not answer is told to
 * everybody. Other requests say what they want. */
export function skippedPythons(
  requests: readonly string[],
  { broken, silent }: Pick<FoundPythons, 'broken' | 'silent'>,
): readonly string[] {
  const wantsAll = requests.some(
    (request) =>
      request !== 'auto' && parsePythonRequest(request).some(({ kind }) => kind === 'all'),
  );
  return wantsAll
    ? broken
        .filter(({ path }) => !silent.some((each) => each.path === path))
        .map(({ path, reason }) => `the Python \`${path}\` is left out: it ${reason}`)
    : [];
}
