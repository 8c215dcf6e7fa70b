import { loadSettings } from '../../config/loadSettings.ts';
import type { RequirementsFlags } from '../../config/requirementsLayer.ts';
import type { Settings } from '../../config/settings.ts';
import { readRemoteText } from '../../index/readRemoteText.ts';
import type { Context } from '../../model/context.ts';
import type { EmitEvent } from '../../model/runEvent.ts';
import type { GlobalOptions } from '../../options/globalOptions.ts';
import { indexOptions } from '../../options/indexOptions.ts';
import type { GivenIndex, IndexOptions } from '../../options/indexOptions.ts';
import { resolutionOptions } from '../../options/resolutionOptions.ts';
import type { GivenResolution, ResolutionOptions } from '../../options/resolutionOptions.ts';
import { settle } from '../../options/settle.ts';
import { readInputs } from './readInputs.ts';
import type { Inputs } from './readInputs.ts';

/** What a command line asks for. */
export interface AskedInputs {
  readonly global: GlobalOptions;
  readonly index: GivenIndex;
  readonly resolution: GivenResolution;
  readonly requirements: readonly string[];
}

/** What is known before anything is opened. */
export interface PreparedInputs {
  readonly settings: Settings;
  readonly inputs: Inputs;
  /** Of the command line, then of the settings; what the files say about formats is added. */
  readonly index: IndexOptions;
  readonly resolution: ResolutionOptions;
}

/**
 * Reads the settings and the files of requirements, which may themselves name an index.
 *
 * @throws SpipError `invalid-settings`, `not-found`, `invalid-requirement`, `index-unreachable`
 */
export async function prepareInputs(
  given: AskedInputs,
  context: Context,
  emit: EmitEvent,
): Promise<PreparedInputs> {
  const own = await readSettings(given, context);
  const resolution = settle(resolutionOptions, given.resolution, own.options);
  const index = settle(indexOptions, given.index, own.options);
  const remote = {
    settings: own.index,
    offline: index.offline,
    emit,
    signal: context.stop.drain,
  };
  const fetchText = (url: string): Promise<string> => readRemoteText(url, remote);
  const inputs = await readInputs({ ...given, resolution }, { ...context, fetchText });
  const settings =
    inputs.index === undefined ? own : await readSettings(given, context, inputs.index);
  return {
    settings,
    inputs,
    resolution,
    index: {
      ...index,
      onlyBinary: [...index.onlyBinary, ...inputs.onlyBinary],
      noBinary: [...index.noBinary, ...inputs.noBinary],
    },
  };
}

/**
 * The settings under the options of a command, with what its requirements files say about the index.
 *
 * @internal
 */
export function readSettings(
  { global, index }: { readonly global: GlobalOptions; readonly index: GivenIndex },
  { env, cwd, home, platform }: Context,
  requirements?: RequirementsFlags,
): Promise<Settings> {
  return loadSettings({
    flags: { ...global, ...index },
    requirements,
    env,
    cwd,
    home,
    platform,
  });
}
