import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Nodes on PATH that are too old for spip, with their versions. */
export function otherNodes(): readonly { readonly node: string; readonly found: string }[] {
  const nodes = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'node'))
    .filter((node) => existsSync(node))
    .map((node) => ({
      node,
      found: spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim().slice(1),
    }))
    .filter(({ found }) => Number.parseInt(found, 10) < 24);
  return [...new Map(nodes.map((each) => [each.found, each])).values()];
}
