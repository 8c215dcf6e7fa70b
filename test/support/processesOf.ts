import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

/**
 * The processes of this machine whose command line, variables or working directory name a folder, or that have
 * something of it mounted: in a sandbox only the mounts tell. The folder's own name must be unique.
 */
export function processesOf(folder: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      const commandLine = readQuietly(`/proc/${pid}/cmdline`);
      const named =
        commandLine.includes(folder) ||
        readQuietly(`/proc/${pid}/environ`).includes(folder) ||
        linkQuietly(`/proc/${pid}/cwd`).startsWith(folder) ||
        // The path that is mounted stands there as seen from its file system, not from the root.
        readQuietly(`/proc/${pid}/mountinfo`).includes(`/${basename(folder)}/`);
      // A zombie has no command line left; it is gone but for its parent.
      return named && commandLine !== ''
        ? [`${pid} ${commandLine.replaceAll('\0', ' ').trim()}`]
        : [];
    });
}

// A process may end, or belong to another user, while it is looked at.
function readQuietly(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function linkQuietly(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
