import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

/** The processes of this machine whose command line, variables or working directory name a folder. */
export function processesOf(folder: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      const commandLine = readQuietly(`/proc/${pid}/cmdline`);
      const named =
        commandLine.includes(folder) ||
        readQuietly(`/proc/${pid}/environ`).includes(folder) ||
        linkQuietly(`/proc/${pid}/cwd`).startsWith(folder);
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
