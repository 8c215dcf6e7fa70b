import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { readProjectMetadata } from '../../../src/build/projectMetadata.ts';
import type { CoreMetadata } from '../../../src/pep/metadata.ts';

interface Tree {
  readonly filename?: string | undefined;
  readonly pyproject: string;
  readonly files?: readonly string[];
}

async function read({ filename, pyproject, files = [] }: Tree): Promise<CoreMetadata | undefined> {
  const root = await mkdtemp(join(tmpdir(), 'spip-project-'));
  try {
    await writeFile(join(root, 'pyproject.toml'), pyproject);
    await Promise.all(files.map((name) => writeFile(join(root, name), '')));
    return await readProjectMetadata(root, filename);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

const named = '[project]\nname = "Demo.Thing"\n';
const filename = 'demo_thing-1.0.tar.gz';

suite('a static `[project]` table is metadata', () => {
  test('with requirements, those of extras under their marker', async () => {
    const pyproject = `${named}version = "1.0.0"
requires-python = ">=3.9"
dependencies = ["idna>=2", "tomli; python_version < '3.11'"]
[project.optional-dependencies]
"Socks_5" = ["pysocks", "win_only-part>=1; sys_platform == 'win32' or os_name == 'nt'", "demo.thing[x]"]
`;
    assert.deepEqual(await read({ filename, pyproject }), {
      metadataVersion: '2.2',
      name: 'Demo.Thing',
      version: '1.0.0',
      requiresPython: '>=3.9',
      requiresDist: [
        'idna>=2',
        "tomli; python_version < '3.11'",
        'pysocks; extra == "socks-5"',
        'win_only-part>=1; (sys_platform == "win32" or os_name == "nt") and extra == "socks-5"',
        'demo.thing[x]; extra == "socks-5"',
      ],
      providesExtra: ['socks-5'],
      dynamic: [],
      summary: undefined,
    });
  });

  test('what is neither there nor dynamic is empty', async () => {
    const pyproject = `${named}version = "1.0"\ndynamic = ["readme"]\n`;
    const metadata = await read({ filename, pyproject });
    assert.deepEqual(metadata?.requiresDist, []);
    assert.equal(metadata.requiresPython, undefined);
  });

  test('a dynamic version is that of the file name, where one is', async () => {
    const pyproject = `${named}dynamic = ["version"]\n`;
    assert.equal((await read({ filename, pyproject }))?.version, '1.0');
    assert.equal(await read({ pyproject }), undefined);
    assert.equal((await read({ pyproject: `${named}version = "2"\n` }))?.version, '2');
  });
});

suite('only the build can tell', () => {
  const refused = async (tree: Tree): Promise<void> => {
    assert.equal(await read({ filename, ...tree }), undefined, tree.pyproject);
  };

  test('without the table, or without its name', async () => {
    await refused({ pyproject: '[build-system]\nrequires = []\n' });
    await refused({ pyproject: '[project]\nversion = "1.0"\n' });
  });

  test('where a field that matters is dynamic', async () => {
    for (const field of ['dependencies', 'optional-dependencies', 'requires-python']) {
      await refused({ pyproject: `${named}version = "1.0"\ndynamic = ["${field}"]\n` });
    }
  });

  test('where the table is of another release than the file', async () => {
    await refused({ pyproject: `${named}version = "1.0.1"\n` });
    await refused({ pyproject: `${named}version = "1.0"\n`, filename: 'other-1.0.tar.gz' });
    await refused({ pyproject: named });
  });

  test('where a value is malformed', async () => {
    for (const line of [
      'dependencies = ["idna=>2"]',
      'dependencies = "idna"',
      'requires-python = "3.9+"',
      'optional-dependencies = {x = "idna"}',
      'optional-dependencies = {"-" = ["idna"]}',
      'dynamic = "readme"',
    ]) {
      await refused({ pyproject: `${named}version = "1.0"\n${line}\n` });
    }
  });

  test('where the requirements may stand elsewhere', async () => {
    const poetry = `${named}version = "1.0"\n[tool.poetry.dependencies]\nidna = "*"\n`;
    await refused({ pyproject: poetry });
    const setuptools = `${named}version = "1.0"\n`;
    await refused({ pyproject: setuptools, files: ['setup.py'] });
    await refused({ pyproject: setuptools, files: ['setup.cfg'] });
    const said = `${named}version = "1.0"\ndependencies = []\n`;
    assert.notEqual(await read({ filename, pyproject: said, files: ['setup.py'] }), undefined);
  });

  test('where the backend is too old for the table', async () => {
    const built = (requirement: string): string =>
      `${named}version = "1.0"\n[build-system]\nrequires = ["${requirement}"]\nbuild-backend = "x"\n`;
    for (const requirement of ['setuptools<61', 'poetry-core~=1.9', 'flit_core >=2,<3']) {
      await refused({ pyproject: built(requirement) });
    }
    for (const requirement of ['setuptools>=40', 'poetry-core', 'flit_core<4', 'other<1']) {
      const metadata = await read({ filename, pyproject: built(requirement) });
      assert.notEqual(metadata, undefined, requirement);
    }
  });
});
