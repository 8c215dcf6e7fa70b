import type { CustomTest } from '../model/cellJob.ts';

/** Folders that a sandbox has of its own: naming one of them, or what lies in the latter, mounts nothing. */
const ownFolders = new Set(['/', '/tmp', '/etc', '/home', '/root', '/var']);
const ownTrees = ['/proc', '/dev', '/sys', '/usr', '/bin', '/sbin', '/lib', '/lib64', '/cell'];

const absolutePath = /(?<=^|[\s='":<])\/[^\s'"`;|&<>()$*?:]*/g;

/** What the custom step needs of this machine's files: each absolute path that the command names. */
export function customPaths(custom: CustomTest): readonly string[] {
  if (custom.kind === 'script') {
    return [];
  }
  const named = custom.text.match(absolutePath) ?? [];
  return named.filter(
    (path) =>
      !ownFolders.has(path.replace(/(?<=.)\/+$/, '')) &&
      !ownTrees.some((tree) => path === tree || path.startsWith(`${tree}/`)),
  );
}
