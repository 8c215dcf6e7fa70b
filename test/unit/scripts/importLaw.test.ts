import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { importPath, rooms } from '../../../scripts/importLaw.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const root = join(import.meta.dirname, '../../..');

const pairs = Object.keys(rooms).flatMap((from) =>
  Object.keys(rooms)
    .filter((to) => to !== from)
    .map((to) => ({ from, to, isLawful: rooms[from]?.may.includes(to) === true })),
);

/** Ways to write the same import: none may slip through. */
const forms: Readonly<Record<string, (path: string) => string>> = {
  value: (path) => `import { planted } from '${path}';\nplanted();\n`,
  type: (path) => `import type { planted } from '${path}';\nexport type Mine = typeof planted;\n`,
  exported: (path) => `export { planted } from '${path}';\n`,
  dynamic: (path) => `export const load = async () => import('${path}');\n`,
};

test('the linter refuses an import in every forbidden direction, and no other', async (t) => {
  const folder = await temporaryFolder(t);
  await writeLaw(folder);
  for (const room of Object.keys(rooms)) {
    await write(folder, `src/${room}/target.ts`, 'export const planted = () => {};\n');
  }
  const planted = new Map<string, boolean>();
  for (const { from, to, isLawful } of pairs) {
    for (const [form, source] of Object.entries(forms)) {
      const file = `src/${from}/${form}-${to.replace('/', '-')}.ts`;
      await write(folder, file, source(`${importPath(from, to)}/target.ts`));
      planted.set(file, isLawful);
    }
  }
  const refused = await refusedFiles(folder);
  assert.deepEqual(
    [...planted].filter(([file, isLawful]) => refused.has(file) === isLawful),
    [],
  );
  assert.ok([...planted.values()].includes(true) && [...planted.values()].includes(false));
});

test('a detour through the own folder is refused too', async (t) => {
  const folder = await temporaryFolder(t);
  await writeLaw(folder);
  const detours = {
    'src/store/a.ts': './../index/target.ts',
    'src/flows/run/b.ts': './../jobs/target.ts',
    'src/flows/run/c.ts': '../../flows/jobs/target.ts',
    'src/flows/sets/d.ts': './../../commands/target.ts',
  };
  for (const [file, path] of Object.entries(detours)) {
    await write(folder, file, `import { planted } from '${path}';\nplanted();\n`);
  }
  assert.deepEqual([...(await refusedFiles(folder))].toSorted(), Object.keys(detours).toSorted());
});

/** The law as the repository has it, without the rules that are not about it. */
async function writeLaw(folder: string): Promise<void> {
  const config = JSON.parse(await readFile(join(root, '.oxlintrc.json'), 'utf8')) as {
    readonly overrides: readonly { readonly rules: Readonly<Record<string, unknown>> }[];
  };
  const overrides = config.overrides.filter(({ rules }) => 'no-restricted-imports' in rules);
  const law = { plugins: [], categories: { correctness: 'off' }, overrides };
  await write(folder, '.oxlintrc.json', JSON.stringify(law));
}

async function write(folder: string, file: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, file)), { recursive: true });
  await writeFile(join(folder, file), text);
}

async function refusedFiles(folder: string): Promise<ReadonlySet<string>> {
  const output = await new Promise<string>((resolve) => {
    // Its exit status says only that something was found.
    execFile(
      join(root, 'node_modules/.bin/oxlint'),
      ['--format', 'json', 'src'],
      { cwd: folder, maxBuffer: 64 * 1024 * 1024 },
      (_error, stdout) => resolve(stdout),
    );
  });
  const { diagnostics } = JSON.parse(output) as {
    readonly diagnostics: readonly { readonly code: string; readonly filename: string }[];
  };
  return new Set(
    diagnostics
      .filter(({ code }) => code.includes('no-restricted-imports'))
      .map(({ filename }) => filename),
  );
}
