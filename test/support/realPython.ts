import { spawnSync } from 'node:child_process';

/** Paths of Pythons on this machine that run programs, one per version, found without spip. */
export function realPythons(): readonly string[] {
  const names = ['python3', ...Array.from({ length: 10 }, (_, index) => `python3.${index + 6}`)];
  const found = new Map<string, string>();
  for (const name of names) {
    const { stdout, status } = spawnSync(
      name,
      ['-I', '-S', '-c', 'import sys; print(sys.version.split()[0]); print(sys.executable)'],
      { encoding: 'utf8' },
    );
    const [version, path] = stdout?.trim().split('\n') ?? [];
    if (status === 0 && version !== undefined && path !== undefined) {
      found.set(version, path);
    }
  }
  return [...found.values()];
}
