import type { BrokenInterpreter } from '../model/interpreter.ts';
import { parsePythonRequest } from './pythonRequest.ts';

/** What `--python all` leaves out although it was found, one line each. Other requests say what they want. */
export function skippedPythons(
  requests: readonly string[],
  { broken }: { readonly broken: readonly BrokenInterpreter[] },
): readonly string[] {
  const wantsAll = requests.some(
    (request) =>
      request !== 'auto' && parsePythonRequest(request).some(({ kind }) => kind === 'all'),
  );
  return wantsAll
    ? broken.map(({ path, reason }) => `the Python \`${path}\` is left out: it ${reason}`)
    : [];
}
