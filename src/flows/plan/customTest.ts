import { basename } from 'node:path';
import type { MatrixOptions } from '../../options/matrixOptions.ts';
import type { CustomTest } from '../../model/cellJob.ts';

/** What the user wants to run in each cell besides the imports; all paths are absolute. */
export function customTest({
  script,
  command,
  tests,
}: Pick<MatrixOptions, 'script' | 'command' | 'tests'>): CustomTest | undefined {
  if (script !== undefined) {
    // Python looks for modules beside a script first: where the user has it, a checkout may hide the release.
    return { kind: 'script', name: basename(script), files: [...tests, script] };
  }
  if (command === undefined) {
    return undefined;
  }
  const [only, ...others] = tests;
  const place = only !== undefined && others.length === 0 ? basename(only) : '.';
  return { kind: 'command', text: command, tests: place, files: tests };
}
