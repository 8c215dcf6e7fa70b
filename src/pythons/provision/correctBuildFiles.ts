import { lstatSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { namesIn } from '../../lib/files/namesIn.ts';
import { correctBuildText } from './correctBuildText.ts';

/** Corrects what an unpacked Python says of its build, for the place that it will have. */
export async function correctBuildFiles(tree: string, place: string): Promise<void> {
  // Texts of Python and make would need it in other words.
  if (/['"\\\s$]/.test(place)) {
    return;
  }
  for (const path of buildFiles(tree)) {
    const text = await readFile(path, 'utf8');
    const corrected = correctBuildText(text, place);
    if (corrected !== text) {
      await writeFile(path, corrected);
    }
  }
}

function buildFiles(tree: string): readonly string[] {
  const lib = join(tree, 'lib');
  const pkgconfig = join(lib, 'pkgconfig');
  const libraries = namesIn(lib)
    .filter((name) => /^python3\.\d+t?$/.test(name))
    .map((name) => join(lib, name));
  return [
    ...filesIn(pkgconfig, /\.pc$/),
    ...libraries.flatMap((folder) => [
      ...filesIn(folder, /^_sysconfig(?:data|_vars)_.*\.(?:py|json)$/),
      ...namesIn(folder)
        .filter((name) => name.startsWith('config-'))
        .flatMap((name) => filesIn(join(folder, name), /^Makefile$/)),
    ]),
  ];
}

/** Regular files: what a link leads to is corrected where it lies. */
function filesIn(folder: string, pattern: RegExp): readonly string[] {
  return namesIn(folder)
    .filter((name) => pattern.test(name))
    .map((name) => join(folder, name))
    .filter((path) => lstatSync(path).isFile());
}
