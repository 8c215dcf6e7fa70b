// Builds the tarball for npm, with what `npm run build` has left in dist/: `node scripts/buildNpm.ts [FOLDER]`, default `dist-npm`.
// Equal sources give equal bytes. All that spip needs is in dist/, so that the package depends on nothing.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundledLicenses, manualPage, packagedFiles, root } from './packagedFiles.ts';
import { writeTar } from '../src/archive/writeTar.ts';

interface PackageFile {
  readonly name: string;
  readonly version: string;
}

const left = ['workspaces', 'files', 'scripts', 'dependencies', 'devDependencies'];
const whole = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as PackageFile;
const kept = Object.entries(whole).filter(([key]) => !left.includes(key));
const manifest = { ...Object.fromEntries(kept), man: './spip.1' };

const tarball = writeTar([
  {
    path: 'package/package.json',
    data: Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`),
  },
  { path: 'package/spip.1', data: manualPage() },
  ...['LICENSE', 'README.md'].map((path) => ({
    path: `package/${path}`,
    data: readFileSync(join(root, path)),
  })),
  ...[...bundledLicenses()].map(([name, text]) => ({
    path: `package/dist/licenses/${name}`,
    data: Buffer.from(text),
  })),
  ...[...packagedFiles()].map(([path, text]) => ({
    path: `package/${path}`,
    data: Buffer.from(text),
    executable: path === 'bin/spip.js',
  })),
]);
const [folder = 'dist-npm'] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const path = join(folder, `${whole.name}-${whole.version}.tgz`);
const bytes = gzipSync(tarball, { level: 9 });
writeFileSync(path, bytes);
console.log(`${path}: ${(bytes.length / 1e6).toFixed(2)} MB`);
