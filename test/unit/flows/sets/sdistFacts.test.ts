import assert from 'node:assert/strict';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { sdistFacts } from '../../../../src/flows/sets/sdistFacts.ts';
import type { SdistFacts } from '../../../../src/flows/sets/sdistFacts.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { buildSdist } from '../../../support/sdistBuilder.ts';
import type { SdistSpec } from '../../../support/sdistBuilder.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';

interface Kept {
  /** The file beside the sdist. */
  readonly path: string;
  readonly facts: (filename?: string) => Promise<SdistFacts>;
  readonly spoil: () => Promise<void>;
  readonly temporary: string;
}

/** An sdist as the store holds it. */
async function stored(t: TestContext, spec: Partial<SdistSpec>): Promise<Kept> {
  const folder = await temporaryFolder(t);
  const sdist = buildSdist({ name: 'some-name', version: '1.0', ...spec });
  const path = join(folder, sdist.filename);
  const temporary = join(folder, 'tmp');
  await writeFile(path, sdist.bytes);
  return {
    path: `${path}.facts-v4.json`,
    temporary,
    facts: (filename = sdist.filename) =>
      sdistFacts({ path, sha256: sdist.sha256, filename }, temporary),
    spoil: () => writeFile(path, 'no archive'),
  };
}

const project = (more: string): string =>
  `[build-system]\nrequires = ["flit_core"]\nbuild-backend = "flit_core"\n${more}`;
const buildOnly = { requires: ['flit_core'], metadata: undefined, notes: [] };

test('what PKG-INFO says for good is told without a build', async (t) => {
  const { facts } = await stored(t, {
    metadataVersion: '2.2',
    metadataLines: ['Requires-Dist: idna', 'Requires-Python: >=3.8', 'Provides-Extra: more'],
    pyproject: project(''),
  });
  assert.deepEqual(await facts(), {
    requires: ['flit_core'],
    metadata: {
      metadataVersion: '2.2',
      name: 'some-name',
      version: '1.0',
      requiresPython: '>=3.8',
      requiresDist: ['idna'],
      providesExtra: ['more'],
      dynamic: [],
      summary: undefined,
    },
    notes: [],
  });
});

test('what is odd about the archive is noted', async (t) => {
  const { facts } = await stored(t, { format: 'tgz', pyproject: project('') });
  const first = await facts();
  assert.deepEqual(
    first.notes.map(({ code }) => code),
    ['old-format'],
  );
  assert.deepEqual((await facts()).notes, first.notes);
});

test('else the project table does, with the version of the file name', async (t) => {
  const table = '[project]\nname = "some-name"\ndynamic = ["version"]\ndependencies = ["idna"]\n';
  const { facts } = await stored(t, { pyproject: project(table) });
  const { requires, metadata } = await facts();
  assert.deepEqual(requires, ['flit_core']);
  assert.deepEqual(
    [metadata?.name, metadata?.version, metadata?.requiresDist],
    ['some-name', '1.0', ['idna']],
  );
});

test('a tree that no file names has no name and version but its own', async (t) => {
  const whole = await stored(t, {
    pyproject: project('[project]\nname = "some-name"\nversion = "3"\n'),
  });
  assert.equal((await whole.facts('source-0.tar.gz')).metadata?.version, '3');
  const table = '[project]\nname = "some-name"\ndynamic = ["version"]\ndependencies = ["idna"]\n';
  const { facts } = await stored(t, { pyproject: project(table) });
  assert.deepEqual(await facts('source-0.tar.gz'), buildOnly);
});

test('else only a build can tell; without a project it needs setuptools', async (t) => {
  const modern = await stored(t, { pyproject: project('') });
  assert.deepEqual(await modern.facts(), buildOnly);
  const legacy = await stored(t, { pyproject: null });
  assert.deepEqual(await legacy.facts(), {
    requires: ['setuptools >= 40.8.0', 'wheel'],
    metadata: undefined,
    notes: [],
  });
});

test('facts are kept beside the sdist, which is unpacked once', async (t) => {
  const { facts, spoil, path, temporary } = await stored(t, {
    metadataVersion: '2.2',
    pyproject: project(''),
  });
  const first = await facts();
  const { check, ...kept } = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  assert.match(String(check), /^[0-9a-f]{64}$/);
  assert.deepEqual(kept, JSON.parse(JSON.stringify(first)));
  assert.deepEqual(await readdir(temporary), []);
  await spoil();
  assert.deepEqual(
    { ...(await facts()).metadata, summary: undefined, requiresPython: undefined },
    first.metadata,
  );
});

test('what is kept but is none of this is made again', async (t) => {
  const { facts, path } = await stored(t, { pyproject: project('') });
  for (const damage of [
    '{"requires":["a"',
    'null',
    '5',
    '{}',
    '{"requires":"a"}',
    '{"requires":[]}',
  ]) {
    await writeFile(path, damage);
    assert.deepEqual(await facts(), buildOnly, damage);
  }
});

test('an archive that cannot be read leaves nothing behind', async (t) => {
  const { facts, spoil, path, temporary } = await stored(t, {});
  await spoil();
  assert.deepEqual(await failureOf(facts), {
    code: 'bad-archive',
    message: 'Failed to read archive `some_name-1.0.tar.gz`: it is no gzip file',
  });
  assert.deepEqual(await readdir(temporary).catch(() => []), []);
  await assert.rejects(readFile(path), { code: 'ENOENT' });
});

test('a broken project is the release’s own fault', async (t) => {
  const { facts } = await stored(t, { pyproject: '[build-system]\nrequires = "setuptools"\n' });
  assert.deepEqual(await failureOf(facts), {
    code: 'build-failed',
    message: 'Expected `build-system.requires` of `pyproject.toml` to be a list of strings',
    hint: 'the release itself has to be mended; another release may build',
  });
});
