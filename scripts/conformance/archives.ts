import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { planTar } from '../../src/archive/planTar.ts';
import { withFileAccess } from '../../src/archive/randomAccess.ts';
import { streamZipEntry } from '../../src/archive/readZipEntry.ts';
import { readTar } from '../../src/archive/readTar.ts';
import { readZipDirectory } from '../../src/archive/zipDirectory.ts';
import { SpipError } from '../../src/lib/spipError.ts';
import { Tally } from './counts.ts';
import type { ConformanceCounts } from './counts.ts';

type Kind = 'zip' | 'tar';

/** Archives that spip takes although the corpus would not: each a row of the tables in `docs/cache.md`. */
const takenAllTheSame: Readonly<Record<string, string>> = {
  'tar/malicious/hardlink.tar': 'a hard link to an earlier file inside becomes a copy',
  'tar/malicious/pax_dotslash_path.tar': 'a leading `./` is cleaned',
  'tar/malicious/pax_linkpath_symlink.tar': 'a symbolic link inside, as PEP 706 allows',
  'tar/malicious/pax_path_and_prefix_traversal.tar': 'the pax path holds, not the prefix',
  'tar/malicious/prefix_empty_name_dot.tar': 'the archive’s own top folder',
  'tar/malicious/prefix_empty_name_empty.tar': 'the archive’s own top folder',
  'tar/malicious/symlink.tar': 'a symbolic link inside, as PEP 706 allows',
  'tar/reject/gnu_longname.tar': 'GNU long names: most sdists before 2019',
};

/** Odd and hostile archives: `accept` is read to its end, `malicious` and `reject` are refused, `iffy` is noted. */
export async function runArchives(folder: string): Promise<ConformanceCounts> {
  const tally = new Tally('archives');
  for (const kind of ['zip', 'tar'] as const) {
    for (const group of ['accept', 'iffy', 'malicious', 'reject'] as const) {
      const place = join(folder, 'archives', kind, group);
      for (const name of readdirSync(place).filter((file) => file.endsWith(`.${kind}`))) {
        judge(tally, { kind, group, name }, await refusalOf(kind, join(place, name)));
      }
    }
  }
  return tally.counts;
}

function judge(
  tally: Tally,
  { kind, group, name }: { readonly kind: Kind; readonly group: string; readonly name: string },
  refusal: string | undefined,
): void {
  const title = `${kind}/${group}/${name}`;
  const policy = takenAllTheSame[title];
  if (group === 'iffy') {
    tally.note(`${title}: ${refusal ?? 'accepted'}`);
  } else if ((refusal === undefined) === (group === 'accept')) {
    tally.pass();
  } else if (policy !== undefined) {
    tally.differ(title, policy);
  } else {
    tally.fail(title, group, refusal ?? 'accepted');
  }
}

/** Why spip refuses it; `undefined` if it reads all of it. Anything but a refusal is a bug and ends the program. */
async function refusalOf(kind: Kind, path: string): Promise<string | undefined> {
  try {
    if (kind === 'zip') {
      await readWhole(path);
    } else {
      planTar(readTar(readFileSync(path), 'archive'), 'archive');
    }
    return undefined;
  } catch (error) {
    if (error instanceof SpipError && error.code === 'bad-archive') {
      return error.message;
    }
    throw error;
  }
}

async function readWhole(path: string): Promise<void> {
  await withFileAccess(path, async (access) => {
    const directory = await readZipDirectory(access, { archive: 'archive' });
    for (const entry of directory.entries) {
      for await (const _ of streamZipEntry({ access, directory }, entry)) {
        // Only that it can be read matters.
      }
    }
  });
}
