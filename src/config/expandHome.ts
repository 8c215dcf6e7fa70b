import { join } from 'node:path';

/** A path with `~` in front, as shells have it: what stands in a file or a variable no shell has read. */
export function expandHome(path: string, home: string): string {
  return path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : path;
}
