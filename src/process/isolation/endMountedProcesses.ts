import { readFileSync } from 'node:fs';
import { basename, dirname, sep } from 'node:path';
import { endProcesses } from './endProcesses.ts';

/**
 * Kills every process that has a folder, or something inside it, mounted somewhere, and returns how many there were.
 * For sandboxes: inside one neither command line nor variables name the folder, only the mounts do. The last two
 * segments of the path must be unique, as those of a run's work folder are.
 */
export function endMountedProcesses(folder: string): number {
  return endProcesses((pid) =>
    readFileSync(`/proc/${pid}/mountinfo`, 'utf8')
      .split('\n')
      .some((line) => isWithin(mountedPath(line), folder)),
  );
}

/** What is mounted, as a path from the root of its own file system (proc_pid_mountinfo(5), field 4). */
function mountedPath(line: string): string {
  return (line.split(' ')[3] ?? '').replaceAll(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}

/** The root of the file system may lie below that of the machine, and on a sub-volume it is the other way round. */
function isWithin(mounted: string, folder: string): boolean {
  const tail = `${sep}${basename(dirname(folder))}${sep}${basename(folder)}`;
  const end = `${mounted}${sep}`.indexOf(`${tail}${sep}`);
  if (end === -1) {
    return false;
  }
  const top = mounted.slice(0, end + tail.length);
  return folder.endsWith(top) || top.endsWith(folder);
}
