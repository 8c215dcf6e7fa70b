import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SpipError } from '../../lib/spipError.ts';
import type { DistFile } from '../../model/distFile.ts';
import type { StoredWheel } from '../../model/storedWheel.ts';
import { parseMetadata } from '../../pep/metadata.ts';
import type { CoreMetadata } from '../../pep/metadata.ts';

/**
 * Refuses a wheel whose own METADATA say something else than the index advertised for it (PEP 658), because the set was
 * resolved from that. Costs nothing where both have the digest that the index promises.
 *
 * @throws SpipError `bad-archive`: names the fields that differ.
 */
export async function checkAdvertised(
  file: DistFile,
  wheel: StoredWheel,
  advertised: (file: DistFile) => Promise<CoreMetadata | undefined>,
): Promise<void> {
  const path = `${wheel.distInfo}/METADATA`;
  const digest = wheel.files.find((each) => each.path === path)?.sha256;
  if (file.metadata === false || file.metadata.sha256 === digest) {
    return;
  }
  const served = await advertised(file);
  if (served === undefined) {
    return;
  }
  const own = parseMetadata(await readFile(join(wheel.root, path)));
  const differing = fields.filter(([, read]) => read(served) !== read(own));
  if (differing.length > 0) {
    const list = differing.map(
      ([field, read]) => `${field} (\`${read(served)}\`, in the wheel \`${read(own)}\`)`,
    );
    throw new SpipError(
      'bad-archive',
      `Expected \`${file.filename}\` to have the metadata that \`${file.index}\` serves for it: they differ in ${list.join(', ')}`,
    );
  }
}

const fields: readonly (readonly [string, (metadata: CoreMetadata) => string])[] = [
  ['Name', ({ name }) => name],
  ['Version', ({ version }) => version],
  ['Requires-Python', ({ requiresPython }) => requiresPython ?? ''],
  ['Requires-Dist', ({ requiresDist }) => requiresDist.toSorted().join(', ')],
  ['Provides-Extra', ({ providesExtra }) => providesExtra.toSorted().join(', ')],
];
