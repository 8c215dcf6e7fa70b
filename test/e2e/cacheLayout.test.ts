// What a run leaves in its cache is what docs/cache.md describes.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';

test('every file of a cache has its place in the documented layout', async () => {
  await using indexed = await IndexedRig.open([
    wheelFile({ name: 'thing', version: '1.0' }),
    sdistFile({
      name: 'built',
      version: '1.0',
      pyproject: '[build-system]\nrequires = []\nbuild-backend = "engine"\nbackend-path = ["."]\n',
      files: { 'engine.py': 'def build_wheel(*args):\n    raise SystemExit("never")\n' },
    }),
  ]);
  const { cacheDir } = indexed.rig;
  await indexed.matrix('thing built --keep all');
  const known = (await documentedPaths()).map(patternOf);
  const entries = await readdir(cacheDir, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(cacheDir, join(entry.parentPath, entry.name)));
  assert.ok(paths.length > 20);
  assert.deepEqual(
    paths.filter((path) => !known.some((pattern) => pattern.test(path))),
    [],
  );
});

/** The paths below `<cache>/` in the layout: a name is below the last line that is indented less. */
async function documentedPaths(): Promise<readonly string[]> {
  const text = await readFile(join(import.meta.dirname, '../../docs/cache.md'), 'utf8');
  const [, layout = ''] = /```\n<cache>\/\n(.*?)<data>\//s.exec(text) ?? [];
  const lines = layout.split('\n').flatMap((line) => {
    const [, indent = '', name] = /^( +)(\S+)/.exec(line) ?? [];
    return name === undefined ? [] : [{ depth: indent.length / 2 - 1, name }];
  });
  const folders: string[] = [];
  return lines.flatMap(({ depth, name }, at) => {
    folders[depth] = name;
    // A folder whose parts are listed holds only those.
    const isListed = (lines[at + 1]?.depth ?? 0) > depth;
    return isListed ? [] : [folders.slice(0, depth + 1).join('')];
  });
}

/** Angle brackets stand for one part of a name, a slash at the end for everything below. */
function patternOf(path: string): RegExp {
  const source = path
    .split(/(<[^>]+>)/)
    .map((part, at) =>
      at % 2 === 1 ? '[^/]+' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`),
    )
    .join('');
  return new RegExp(`^${source}${path.endsWith('/') ? '.*' : ''}$`);
}
