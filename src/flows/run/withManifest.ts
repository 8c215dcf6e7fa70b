import { urlOf } from '../../config/pythonSources.ts';
import type { Settings } from '../../config/settings.ts';
import type { Context } from '../../model/context.ts';

/** The settings with the list of Pythons that a command line names, if it names one. */
export function withManifest(
  settings: Settings,
  manifest: string | undefined,
  context: Pick<Context, 'cwd' | 'home'>,
): Settings {
  if (manifest === undefined) {
    return settings;
  }
  const source = '--manifest';
  const value = urlOf(manifest, source, context);
  return { ...settings, pythons: { ...settings.pythons, manifest: { value, source } } };
}
