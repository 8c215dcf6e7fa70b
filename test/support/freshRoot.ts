import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface RootCommand {
  readonly user: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Whether it may make user namespaces, which what runs below another root by `chroot` may not. */
  readonly namespaces: boolean;
}

export interface RootAnswer {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Why no fresh root can be had here; `false` where one can. */
export function noFreshRoots(): string | false {
  if (process.getuid?.() !== 0) {
    return 'needs root';
  }
  const missing = ['debootstrap', 'unshare', 'pivot_root'].find(
    (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0,
  );
  return missing !== undefined && `needs ${missing}`;
}

/** The least that is a Debian, in a folder of its own, with what this machine trusts and nothing else of it. */
export class FreshRoot implements Disposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** From Debian's packages, for example of `bookworm`; takes a minute. */
  static open(suite: string): FreshRoot {
    // Nobody else comes through the outer one to the programs with other rights in it.
    const folder = mkdtempSync(join(tmpdir(), 'spip-root-'));
    const path = join(folder, 'root');
    const { status, stdout } = spawnSync('debootstrap', ['--variant=minbase', suite, path], {
      encoding: 'utf8',
    });
    if (status !== 0) {
      rmSync(folder, { recursive: true });
      throw new Error(`Failed to make a root of ${suite}: ${stdout.slice(-2000)}`);
    }
    const trusted = '/usr/local/share/ca-certificates';
    if (existsSync(trusted)) {
      cpSync(trusted, join(path, trusted), { recursive: true });
    }
    return new FreshRoot(path);
  }

  /** Runs a command of a shell, whose processes end with it and whose mounts nobody else sees. */
  run(command: string, { user, cwd, env, namespaces }: RootCommand): RootAnswer {
    const enter = namespaces
      ? 'cd "$1" && pivot_root . . && umount -l . && set / "$2" "$3" "$4"'
      : ':';
    const script =
      'mount --bind "$1" "$1" && mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" && ' +
      `${enter} && exec chroot --userspec="$2" "$1" /bin/sh -c 'cd "$1" && eval "$2"' sh "$3" "$4"`;
    const { status, stdout, stderr } = spawnSync(
      'unshare',
      [
        '--mount',
        '--pid',
        '--fork',
        '--kill-child',
        'sh',
        '-c',
        script,
        'sh',
        this.path,
        user,
        cwd,
        command,
      ],
      {
        encoding: 'utf8',
        env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...env },
      },
    );
    return { status, stdout, stderr };
  }

  [Symbol.dispose](): void {
    rmSync(dirname(this.path), { recursive: true });
  }
}
