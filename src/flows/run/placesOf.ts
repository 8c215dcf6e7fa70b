import { join } from 'node:path';
import type { Context } from '../../model/context.ts';
import type { GlobalOptions } from '../../options/globalOptions.ts';
import type { Places } from '../../model/settings.ts';
import { settingsOf } from './settingsOf.ts';

/** Where a command that needs no index finds its state. */
export async function placesOf(global: GlobalOptions, context: Context): Promise<Places> {
  const { places } = await settingsOf(global, context);
  return places;
}

/** The database of runs. */
export function resultsPath(places: Places): string {
  return join(places.dataDir, 'results.sqlite');
}
