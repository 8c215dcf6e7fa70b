import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A chain of folders, far longer than any path may be, with a file in the last one. */
export function makeDeepTree(path: string, depth: number): void {
  mkdirSync(path);
  writeFileSync(join(path, 'file'), 'x');
  for (let made = 1; made < depth; made += 1) {
    const above = `${path}.above`;
    mkdirSync(above);
    renameSync(path, join(above, 'd'));
    renameSync(above, path);
  }
}

/** A file and a folder whose names are no UTF-8. */
export function makeOddNames(folder: string): void {
  const inside = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0xfe])]);
  mkdirSync(inside, { recursive: true });
  writeFileSync(Buffer.concat([inside, Buffer.from('/'), Buffer.from([0x80])]), 'x');
}
