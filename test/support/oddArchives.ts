import { oddSdists } from './odd/oddSdists.ts';
import { oddTars } from './odd/oddTars.ts';
import { oddWheels } from './odd/oddWheels.ts';
import { oddZips } from './odd/oddZips.ts';
import type { OddArchives } from './odd/oddArchive.ts';

/** Archives that are not as they should be, by table of `docs/inputs.md` and case. */
export const oddArchives: Readonly<Record<string, OddArchives>> = {
  Wheels: oddWheels,
  'Zip records': oddZips,
  'Tar records': oddTars,
  'Source distributions': oddSdists,
};
