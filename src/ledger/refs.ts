import { join } from 'node:path';
import { publishFile } from './publishFile.ts';
import { readOrNothing } from '../lib/files/readOrNothing.ts';
import type { ObjectPlace } from './writeObject.ts';

/** Where the refs lie that keep environments; each is named by its commit. */
export const environmentRefs = 'refs/spip/env/';

const objectId = /^[0-9a-f]{40}$/;

/**
 * The commit that a ref names, `undefined` where there is no such ref.
 * Looks at the loose file first, then at `packed-refs`, as git does (gitrepository-layout).
 */
export async function readRef(directory: string, name: string): Promise<string | undefined> {
  const loose = (await readOrNothing(join(directory, name)))?.trim();
  if (loose !== undefined && objectId.test(loose)) {
    return loose;
  }
  const packed = await readOrNothing(join(directory, 'packed-refs'));
  for (const line of packed?.split('\n') ?? []) {
    if (line.slice(41) === name && line[40] === ' ') {
      return line.slice(0, 40);
    }
  }
  return undefined;
}

/** Sets a ref; its objects must be there already. */
export async function writeRef(
  ref: { name: string; id: string },
  place: ObjectPlace,
): Promise<void> {
  await publishFile({
    path: join(place.directory, ref.name),
    content: `${ref.id}\n`,
    mode: 0o644,
    temporary: place.temporary,
    existing: 'replace',
  });
}
