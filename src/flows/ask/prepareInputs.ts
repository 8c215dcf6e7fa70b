import { loadSettings } from '../../config/loadSettings.ts';
import type { RequirementsFlags } from '../../config/requirementsLayer.ts';
import { readRemoteText } from '../../index/readRemoteText.ts';
import type { Context } from '../../model/context.ts';
import type { GlobalOptions, IndexOptions, ResolutionOptions } from '../../model/options.ts';
import type { EmitEvent } from '../../model/runEvent.ts';
import type { Settings } from '../../model/settings.ts';
import { readInputs } from './readInputs.ts';
import type { Inputs } from './readInputs.ts';
import { indexDefaults, resolutionDefaults } from './withDefaults.ts';

interface Given {
  readonly global: GlobalOptions;
  readonly index: IndexOptions;
  readonly resolution: ResolutionOptions;
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
  given: Given,
  context: Context,
  emit: EmitEvent,
): Promise<PreparedInputs> {
  const own = await readSettings(given, context);
  const resolution = resolutionDefaults(given.resolution, own.options);
  const index = indexDefaults(given.index, own.options);
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
  { global, index }: { readonly global: GlobalOptions; readonly index: IndexOptions },
  { env, cwd, home, platform }: Context,
  requirements?: RequirementsFlags,
): Promise<Settings> {
  return loadSettings({
    flags: {
      cacheDir: global.cacheDir,
      dataDir: global.dataDir,
      indexUrl: index.indexUrl,
      extraIndexUrls: index.extraIndexUrls,
      findLinks: index.findLinks,
      indexStrategy: index.indexStrategy,
      noIndex: index.noIndex,
    },
    requirements,
    env,
    cwd,
    home,
    platform,
  });
}
