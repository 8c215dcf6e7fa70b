import { basename } from 'node:path';
import type { CustomTest } from '../../model/cellJob.ts';
import type { EmitEvent } from '../../model/runEvent.ts';
import type { Places } from '../../model/settings.ts';
import type { MatrixOptions } from '../../options/matrixOptions.ts';
import { testFiles } from './testFiles.ts';

interface AskedTest {
  /** All paths are absolute. */
  readonly options: Pick<MatrixOptions, 'script' | 'scriptArgs' | 'command' | 'tests'>;
  readonly settings: { readonly places: Places };
  readonly emit: EmitEvent;
}

/** What the user wants to run in each cell besides the imports; see `testFiles` for what it throws. */
export async function customTest({
  options: { script, scriptArgs, command, tests },
  settings,
  emit,
}: AskedTest): Promise<CustomTest | undefined> {
  if (script === undefined && command === undefined) {
    return undefined;
  }
  const operands = script === undefined ? tests : [...tests, script];
  const { leftOut, ...copied } = await testFiles(operands, settings.places);
  if (leftOut.length > 0) {
    const named = leftOut.slice(0, 3).map((path) => `\`${path}\``);
    const more = leftOut.length > 3 ? ` and ${leftOut.length - 3} more` : '';
    const text = `Left out of the tests, as neither file nor folder: ${named.join(', ')}${more}`;
    emit({ kind: 'warning', text });
  }
  if (script !== undefined) {
    // Python looks for modules beside a script first: where the user has it, a checkout may hide the release.
    return { kind: 'script', name: basename(script), args: scriptArgs, ...copied };
  }
  const [only, ...others] = tests;
  const place = only !== undefined && others.length === 0 ? basename(only) : '.';
  return { kind: 'command', text: command ?? '', tests: place, ...copied };
}
