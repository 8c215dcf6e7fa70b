import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { readBuildSystem } from '../../../src/build/buildSystem.ts';
import type { BuildSystem } from '../../../src/build/buildSystem.ts';

async function sourceTree(t: TestContext, pyproject?: string): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'spip-source-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  if (pyproject !== undefined) {
    await writeFile(join(root, 'pyproject.toml'), pyproject);
  }
  return root;
}

async function read(t: TestContext, pyproject: string): Promise<BuildSystem> {
  return readBuildSystem(await sourceTree(t, pyproject));
}

const legacyBuildSystem: BuildSystem = {
  requires: ['setuptools >= 40.8.0', 'wheel'],
  backend: 'setuptools.build_meta:__legacy__',
  backendPath: [],
};

test('without pyproject.toml or without [build-system] the legacy defaults hold', async (t) => {
  assert.deepEqual(await readBuildSystem(await sourceTree(t)), legacyBuildSystem);
  assert.deepEqual(await read(t, '[tool.black]\nline-length = 80\n'), legacyBuildSystem);
});

test('a `pyproject.toml` that is a folder or a link in a circle is none; one of 1 TB is not read', async (t) => {
  const root = await sourceTree(t);
  await mkdir(join(root, 'pyproject.toml'));
  assert.deepEqual(await readBuildSystem(root), legacyBuildSystem);
  const circle = await sourceTree(t);
  await symlink('pyproject.toml', join(circle, 'pyproject.toml'));
  assert.deepEqual(await readBuildSystem(circle), legacyBuildSystem);
  const large = await sourceTree(t, '');
  await truncate(join(large, 'pyproject.toml'), 1e12);
  await assert.rejects(readBuildSystem(large), { code: 'build-failed', message: /16000000 bytes/ });
});

test('[build-system] without a backend keeps its requirements', async (t) => {
  assert.deepEqual(await read(t, '[build-system]\nrequires = ["setuptools", "cython<3"]\n'), {
    requires: ['setuptools', 'cython<3'],
    backend: 'setuptools.build_meta:__legacy__',
    backendPath: [],
  });
});

test('a backend is read with its requirements', async (t) => {
  const system = await read(
    t,
    '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n',
  );
  assert.deepEqual(system, {
    requires: ['hatchling'],
    backend: 'hatchling.build',
    backendPath: [],
  });
});

const refused: readonly (readonly [string, RegExp])[] = [
  ['[build-system]\nbuild-backend = "x"\n', /Expected `build-system\.requires`/],
  ['[build-system]\nrequires = "x"\n', /`build-system\.requires`.* list of strings/],
  ['[build-system]\nrequires = [1]\n', /`build-system\.requires`.* list of strings/],
  ['[build-system]\nrequires = []\nbuild-backend = ["x"]\n', /build-backend/],
  ['[build-system]\nrequires = []\nbuild-backend = "a b"\n', /build-backend/],
  ['[build-system]\nrequires = []\nbackend-path = "."\n', /`build-system\.backend-path`/],
  ['build-system = 1\n', /to be a table/],
  ['[build-system\n', /Failed to read `pyproject\.toml`/],
];

for (const [pyproject, message] of refused) {
  test(`refused: ${JSON.stringify(pyproject)}`, async (t) => {
    await assert.rejects(read(t, pyproject), { code: 'build-failed', message });
  });
}

test('a backend path inside the source tree is accepted, also by a link', async (t) => {
  const root = await sourceTree(
    t,
    '[build-system]\nrequires = []\nbuild-backend = "b"\nbackend-path = [".", "back", "..back"]\n',
  );
  await mkdir(join(root, 'real'));
  await mkdir(join(root, '..back'));
  await symlink('real', join(root, 'back'));
  assert.deepEqual((await readBuildSystem(root)).backendPath, ['.', 'back', '..back']);
});

test('a backend path outside the source tree is refused', async (t) => {
  for (const path of ['..', '../x', '/tmp', 'out', 'missing']) {
    const root = await sourceTree(
      t,
      `[build-system]\nrequires = []\nbuild-backend = "b"\nbackend-path = ["${path}"]\n`,
    );
    await symlink(tmpdir(), join(root, 'out'));
    await assert.rejects(
      readBuildSystem(root),
      {
        code: 'build-failed',
        message: `Expected \`backend-path\` to lie in the source tree, got \`${path}\``,
      },
      path,
    );
  }
});
