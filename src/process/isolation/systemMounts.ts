import { copyFile, lstat, mkdir, readlink, realpath } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { exists } from '../../lib/files/exists.ts';
import { isErrno } from '../../lib/isErrno.ts';

/** Beside `/usr`: on merged systems these are links into it. */
const roots = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/nix/store', '/gnu/store'];

/** What programs need of `/etc` to start, look up names and verify certificates; nothing that holds a secret. */
const settings = [
  'alternatives',
  'ca-certificates',
  'debian_version',
  'group',
  'hosts',
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'localtime',
  'mime.types',
  'nsswitch.conf',
  'os-release',
  'passwd',
  'pki',
  'protocols',
  'services',
  'ssl/certs',
  'ssl/openssl.cnf',
];

/**
 * Arguments for `bwrap` that show the system's programs and libraries read-only, and hide everything else. Files of
 * `/etc` are copied to `copies`, a new folder: it is one mount, where each file would be one.
 */
export async function systemMounts(copies: string): Promise<readonly string[]> {
  await mkdir(copies, { recursive: true });
  const mounts = await Promise.all(['/usr', ...roots].map(mountOf));
  const etc = await Promise.all(settings.map((name) => settingOf(name, copies)));
  return [...mounts, ['--ro-bind', copies, insideCopies], ...etc].flat();
}

const insideCopies = '/etc/.spip';

async function settingOf(name: string, copies: string): Promise<readonly string[]> {
  const path = join('/etc', name);
  try {
    if ((await lstat(path)).isFile()) {
      const copy = name.replaceAll('/', '-');
      await copyFile(path, join(copies, copy));
      return ['--symlink', join(insideCopies, copy), path];
    }
  } catch {
    // What is not there is not shown, and what cannot be read is shown as it is.
  }
  return mountOf(path);
}

/** Arguments that show how names are looked up: the file is a link into a folder that is not shown on many machines. */
export async function resolverMounts(): Promise<readonly string[]> {
  const path = '/etc/resolv.conf';
  try {
    return ['--ro-bind', await realpath(path), path];
  } catch (error) {
    if (isErrno(error, 'ENOENT')) {
      return [];
    }
    throw error;
  }
}

async function mountOf(path: string): Promise<readonly string[]> {
  try {
    const target = (await lstat(path)).isSymbolicLink() ? await readlink(path) : undefined;
    // A link costs less than a mount.
    return target !== undefined && resolve(dirname(path), target).startsWith('/usr/')
      ? ['--symlink', target, path]
      : ['--ro-bind-try', path, path];
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) {
      return [];
    }
    throw error;
  }
}

/** Beside `irq`, `bus` and `sysrq-trigger`, which bubblewrap itself makes read-only. */
const settingsOfKernel = ['acpi', 'asound', 'dynamic_debug', 'fs', 'scsi'];

/**
 * Paths of the kernel's settings that could be written to: those of its own namespaces, and for root, who owns the
 * files, all others without any capability.
 */
export function kernelSettings(): readonly string[] {
  const names = process.getuid?.() === 0 ? ['sys', ...settingsOfKernel] : ['sys'];
  return names.map((name) => `/proc/${name}`).filter(exists);
}
