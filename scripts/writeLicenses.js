// Plain JavaScript, as scripts/build.js is.
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes the license text of each package that has modules in a bundle, as it lies in that package, to a file
 * `<name>-<version>.txt` whose first line says name, version and SPDX expression. A package without a text fails the build.
 *
 * @param {readonly string[]} modules As the bundler names them.
 * @param {string} folder
 */
export async function writeLicenses(modules, folder) {
  await mkdir(folder, { recursive: true });
  for (const place of new Set(modules.flatMap((module) => packageOf(module) ?? []))) {
    const { name, version, license } =
      /** @type {{ readonly name: string, readonly version: string, readonly license?: string }} */ (
        JSON.parse(await readFile(join(place, 'package.json'), 'utf8'))
      );
    const texts = (await readdir(place)).filter((file) =>
      /^(?:licence|license|notice)\b/i.test(file),
    );
    if (texts.length === 0 || license === undefined) {
      throw new Error(`Expected a license and its text in ${place}`);
    }
    const whole = await Promise.all(
      texts.toSorted().map((file) => readFile(join(place, file), 'utf8')),
    );
    await writeFile(
      join(folder, `${name.replace('/', '+')}-${version}.txt`),
      [`${name} ${version}: ${license}`, ...whole].join('\n\n'),
    );
  }
}

/**
 * @param {string} module
 * @returns {string | undefined} The folder of its package; that of the bundler for what it adds itself.
 */
function packageOf(module) {
  return module.startsWith('\0rolldown/')
    ? join('node_modules', 'rolldown')
    : /^\0?(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(module)?.[1];
}
