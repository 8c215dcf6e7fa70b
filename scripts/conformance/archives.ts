import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Flaws } from '../../src/archive/flaws.ts';
import { planTar } from '../../src/archive/planTar.ts';
import { withFileAccess } from '../../src/archive/randomAccess.ts';
import { streamZipEntry } from '../../src/archive/readZipEntry.ts';
import { readTar } from '../../src/archive/readTar.ts';
import { readZipDirectory } from '../../src/archive/zipDirectory.ts';
import { SpipError } from '../../src/lib/spipError.ts';
import { Tally } from './counts.ts';
import type { ConformanceCounts } from './counts.ts';

type Kind = 'zip' | 'tar';

/** Archives that spip takes although the corpus would not, as pip and uv do, or one of them (`docs/inputs.md`). */
const takenAllTheSame: Readonly<Record<string, string>> = {
  'tar/malicious/contiguous.tar': 'a contiguous file is a file',
  'tar/malicious/contiguous_with_data.tar': 'a contiguous file is a file',
  'tar/malicious/contiguous_with_embedded_header.tar':
    'what is in a contiguous file is its contents',
  'tar/malicious/hardlink.tar': 'a hard link to an earlier file inside becomes a copy',
  'tar/malicious/pax_bad_hdrcharset_ascii.tar':
    'an unknown character set is read as UTF-8, as by pip',
  'tar/malicious/pax_binary_mode_names.tar': 'a name that is no UTF-8 is read as Latin-1',
  'tar/malicious/pax_dotslash_path.tar': 'a leading `./` is cleaned',
  'tar/malicious/pax_duplicate_name.tar': 'names that differ in Unicode form are two files',
  'tar/malicious/pax_linkpath_symlink.tar': 'a symbolic link inside, as PEP 706 allows',
  'tar/malicious/pax_local_size_override.tar': 'the size of the extended header holds',
  'tar/malicious/pax_path_and_prefix_traversal.tar': 'the pax path holds, not the prefix',
  'tar/malicious/pax_path_key_split.tar': 'a comment may stand twice; the path is read',
  'tar/malicious/pax_path_trailing_slash_file.tar': 'a slash behind the name of a file is dropped',
  'tar/malicious/pax_path_value_split.tar': 'a comment may stand twice; the path is read',
  'tar/malicious/prefix_empty_name_dot.tar': 'the archive’s own top folder',
  'tar/malicious/prefix_empty_name_empty.tar': 'the archive’s own top folder',
  'tar/malicious/symlink.tar': 'a symbolic link inside, as PEP 706 allows',
  'tar/malicious/zero_blocks_middle.tar': 'what stands behind the end is not read',
  'tar/reject/gnu_longname.tar': 'GNU long names: most sdists before 2019',
  'tar/reject/sparse_basic.tar': 'a sparse file of 1 MB, as pip takes it',
  'zip/malicious/trailing_slash_name.zip': 'a folder’s contents are dropped',
  'zip/malicious/trailing_slash_payload.zip': 'a folder’s contents are dropped',
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
      const reading = { archive: 'archive', flaws: new Flaws('archive') };
      planTar(readTar(readFileSync(path), reading), reading);
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
