import type { Sourced } from '../../model/settings.ts';
import type { IndexOptions } from '../../options/indexOptions.ts';
import { matrixOptions } from '../../options/matrixOptions.ts';
import type { MatrixOptions, MatrixRequest, MatrixSettings } from '../../options/matrixOptions.ts';
import type { ResolutionOptions } from '../../options/resolutionOptions.ts';
import { settle } from '../../options/settle.ts';

interface Prepared {
  readonly settings: { readonly options: MatrixSettings };
  readonly index: IndexOptions;
  readonly resolution: ResolutionOptions;
}

/** What holds for `spip matrix`: the command line, then `SPIP_*` and the project's settings where it says nothing. */
export function withDefaults(
  asked: MatrixRequest,
  { settings: { options: settings }, index, resolution }: Prepared,
): MatrixOptions {
  const { global, requirements, script, scriptArgs } = asked;
  const oneOrTheOther = {
    // `--all` and `--limit` exclude each other: whichever is given puts the other one's setting aside.
    limit: asked.all === true ? undefined : settings.limit,
    all: asked.limit === undefined ? settings.all : undefined,
    ...whatToRun(asked, settings),
  };
  return {
    global,
    requirements,
    script,
    scriptArgs,
    ...settle(matrixOptions, asked, { ...settings, ...oneOrTheOther }),
    index,
    resolution,
  };
}

/** One decision: a script on the command line is not joined by a command of the project. */
function whatToRun(
  asked: MatrixRequest,
  { importOnly, command }: MatrixSettings,
): Pick<MatrixSettings, 'importOnly' | 'command'> {
  const nothing = { importOnly: undefined, command: undefined };
  if (asked.script !== undefined || asked.command !== undefined || asked.importOnly === true) {
    return nothing;
  }
  const commandIsNearer = isVariable(command) && !isVariable(importOnly);
  return importOnly?.value === true && !commandIsNearer
    ? { ...nothing, importOnly }
    : { ...nothing, command };
}

function isVariable(setting: Sourced<unknown> | undefined): boolean {
  return setting?.source.startsWith('SPIP_') === true;
}
