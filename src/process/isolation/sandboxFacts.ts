import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { release, version } from 'node:os';
import { currentBootId } from '../../lib/processIdentity.ts';

/** What the kernel and its modules allow whom. */
const settings = [
  '/proc/sys/kernel/unprivileged_userns_clone',
  '/proc/sys/kernel/apparmor_restrict_unprivileged_userns',
  '/proc/sys/user/max_user_namespaces',
  '/proc/sys/user/max_mnt_namespaces',
  '/proc/self/attr/current',
  '/proc/self/uid_map',
];

/**
 * What decides whether a sandbox works here, as one text: the kernel and this boot of it, its settings, what this
 * process may do and in which namespaces it is, the programs, and the file system of the cells (absolute path of a
 * folder there). Two equal ones within a boot mean the same answer, but for policies that no process can read.
 */
export function sandboxFacts(programs: readonly (string | undefined)[], folder: string): string {
  return JSON.stringify([
    [currentBootId(), release(), version()],
    [process.getuid?.(), process.geteuid?.(), process.getgid?.(), process.getgroups?.()],
    settings.map(textOf),
    textOf('/proc/self/status').match(/^(?:Cap|NoNewPrivs|Seccomp).*$/gm),
    ['user', 'mnt', 'pid', 'net'].map((name) => linkOf(`/proc/self/ns/${name}`)),
    programs.map((path = '') => {
      const { dev, ino, size, mtimeMs, ctimeMs, mode, uid } =
        statSync(path, { throwIfNoEntry: false }) ?? {};
      return [path, dev, ino, size, mtimeMs, ctimeMs, mode, uid];
    }),
    statSync(folder).dev,
  ]);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
