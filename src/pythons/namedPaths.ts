import { parsePythonRequest } from './pythonRequest.ts';

/** The paths among these values of `--python`: what `discoverPythons` must look at besides the usual places. */
export function namedPaths(requests: readonly string[]): readonly string[] {
  return requests
    .filter((value) => value.trim() !== 'auto')
    .flatMap(parsePythonRequest)
    .filter((request) => request.kind === 'path')
    .map((request) => request.text);
}
