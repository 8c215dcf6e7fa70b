// Plain JavaScript: npm may run this as `prepare` on an older Node, before the pinned one is linked.
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, normalize, relative } from 'node:path';
import { rolldown } from 'rolldown';
import { isolatedDeclarationSync } from 'rolldown/experimental';
import { writeLicenses } from './writeLicenses.js';

const bundle = await rolldown({
  input: { cli: 'src/cli.ts', api: 'src/api.ts' },
  platform: 'node',
  transform: { target: 'node24' },
});
const { output: apart } = await bundle.generate({ format: 'esm' });
const chunks = apart.filter((part) => part.type === 'chunk');
const always = modulesBehind('src/cli.ts');
const matrix = modulesBehind('src/flows/jobs/matrix.ts');
// What runs in the page of a report stands in a file of its own, whose text the page takes in.
const page = await rolldown({ input: 'src/page/main.ts', platform: 'browser' });
// Built beside and then moved into place: a program that starts meanwhile finds one or the other, nearly always.
const fresh = `dist-${process.pid}`;
await mkdir(fresh, { recursive: true });
try {
  const program = await bundle.write({
    dir: fresh,
    format: 'esm',
    sourcemap: true,
    // Loading a file costs more than loading what is in it: the main command finds all of its own in one.
    codeSplitting: {
      groups: [
        { name: 'start', test: (id) => always.has(id), priority: 1 },
        { name: 'core', test: (id) => matrix.has(id) },
      ],
    },
  });
  await writeTypes('src/api.ts', `${fresh}/types`);
  const shown = await page.write({ file: `${fresh}/page.js`, format: 'iife', minify: true });
  const parts = [...program.output, ...shown.output];
  const modules = parts.flatMap((part) => ('moduleIds' in part ? part.moduleIds : []));
  await writeLicenses(modules, `${fresh}/licenses`);
  const old = `${fresh}-old`;
  await rename('dist', old).catch(() => undefined);
  await rename(fresh, 'dist');
  await rm(old, { recursive: true, force: true });
} finally {
  await rm(fresh, { recursive: true, force: true });
  await Promise.all([bundle.close(), page.close()]);
}

/**
 * The modules that a module imports, at once and not only when they are needed, with their own.
 *
 * @param {string} path From the root of the repository.
 */
function modulesBehind(path) {
  const [first] = chunks.filter((chunk) => chunk.facadeModuleId?.endsWith(`/${path}`));
  if (first === undefined) {
    throw new Error(`Expected a file of its own for ${path}`);
  }
  const behind = [first];
  for (const { imports } of behind) {
    behind.push(
      ...chunks.filter((chunk) => imports.includes(chunk.fileName) && !behind.includes(chunk)),
    );
  }
  return new Set(behind.flatMap(({ moduleIds }) => moduleIds));
}

/**
 * Writes the types of a module and of all that its types are made of.
 *
 * @param {string} entry
 * @param {string} folder
 */
async function writeTypes(entry, folder) {
  const files = [entry];
  for (const file of files) {
    const { code, errors } = isolatedDeclarationSync(file, await readFile(file, 'utf8'));
    if (errors.length > 0) {
      throw new Error(`Failed to write the types of ${file}: ${JSON.stringify(errors)}`);
    }
    const imported = [...code.matchAll(/ from "(\.[^"]+)\.ts"/g)].map(([, path]) =>
      normalize(join(dirname(file), `${path}.ts`)),
    );
    files.push(...imported.filter((path) => !files.includes(path)));
    const place = join(folder, relative('src', file).replace(/\.ts$/, '.d.ts'));
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, code.replaceAll(/( from "\.[^"]+)\.ts"/g, '$1.js"'));
  }
}
