import { execFileSync } from 'node:child_process';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..');

/** The manual page, as the built program prints it. */
export function manualPage(): Buffer {
  return execFileSync(process.execPath, [join(root, 'bin/spip.js'), 'man']);
}

/** The license texts of what is in the bundle, by file name. */
export function bundledLicenses(): ReadonlyMap<string, string> {
  const folder = join(root, 'dist/licenses');
  return new Map(
    readdirSync(folder)
      .toSorted()
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}

/** The program itself, by path: `bin/` and all of `dist/` but source maps and license texts. */
export function packagedFiles(): ReadonlyMap<string, string> {
  const paths = globSync(['bin/*.js', 'dist/**/*.{js,d.ts}'], { cwd: root }).toSorted();
  if (!paths.includes(join('dist', 'cli.js'))) {
    throw new Error('Expected dist/cli.js: run `npm run build` first');
  }
  return new Map(
    paths.map((path) => [
      path,
      readFileSync(join(root, path), 'utf8').replace(/^\/\/# sourceMappingURL=.*\n?/m, ''),
    ]),
  );
}
