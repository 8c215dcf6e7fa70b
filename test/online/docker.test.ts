import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { DockerImage } from '../support/dockerImage.ts';
import { noFreshRoots } from '../support/freshRoot.ts';
import { findRelocatable, manifestOf } from '../support/pythonArchives.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

// Every step of the Dockerfile, as it stands there, below a root that has nothing but a minimal Debian; no Docker is needed.

const root = join(import.meta.dirname, '../..');
// The system's needs nothing that only this machine has.
const relocatable = findRelocatable('/usr/bin');
const skip = noFreshRoots() || (relocatable === undefined && 'needs a Python that can be moved');

/** How this machine reaches its index. */
function registries(): Record<string, string> {
  const names = /^(?:PIP_(?:(?:EXTRA_)?INDEX_URL|CERT|DEFAULT_TIMEOUT)|https?_proxy|no_proxy)$/i;
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      names.test(name) && value !== undefined ? [[name, value]] : [],
    ),
  );
}

test('the steps of the Dockerfile in a fresh root, and a matrix in it', { skip }, async (t) => {
  assert.ok(relocatable !== undefined);
  const context = await temporaryFolder(t);
  execFileSync(
    process.execPath,
    [join(root, 'scripts/buildWheel.ts'), join(context, 'dist-python')],
    { stdio: 'pipe' },
  );
  // Nothing reaches the makers of Pythons here: a folder stands for them.
  const python = relocatable.pack(99);
  const args = {
    SPIP_PYTHON_MIRROR: '/srv/pythons',
    SPIP_PYTHON_MANIFEST: '/srv/pythons/SHA256SUMS',
    PYTHON: python.version,
  };
  using image = DockerImage.build({ context, args, env: registries() }, (folder) => {
    const mirror = join(folder, 'srv/pythons');
    mkdirSync(mirror);
    writeFileSync(join(mirror, python.filename), python.bytes);
    writeFileSync(join(mirror, 'SHA256SUMS'), manifestOf([python]));
  });

  for (const { step, megabytes, seconds } of image.layers) {
    t.diagnostic(`${megabytes.toFixed(0)} MB, ${seconds.toFixed(0)} s: ${step.slice(0, 60)}`);
  }
  const help = image.run(['--help'], { namespaces: false });
  assert.match(help.stdout, /matrix/, help.stderr);
  const listed = image.run(['python', 'list'], { namespaces: false });
  assert.match(listed.stdout, new RegExp(python.version.replaceAll('.', '\\.')), listed.stderr);
  assert.match(listed.stdout, /\/usr\/bin\/python3/);
  const words = ['matrix', 'six', '--limit', '2', '--no-result-cache'];
  for (const namespaces of [false, true]) {
    const { status, stdout, stderr } = image.run(words, { namespaces });
    assert.equal(status, 0, stderr);
    assert.match(stdout, /six {2}2 of \d+ releases/);
    assert.match(stdout, /2 cells: 2 pass/);
    assert.match(stdout, namespaces ? /sandbox bubblewrap/ : /sandbox none/);
    t.diagnostic(/^\d+ cells: .*$/m.exec(stdout)?.[0] ?? '');
  }

  // No PyPy of its makers can be had here, but Debian's.
  image.asRoot('apt-get update && apt-get install -y --no-install-recommends pypy3');
  const pypy = image.run(
    ['matrix', 'six', 'webob', '--limit', '2', '--python', 'pypy3', '--no-result-cache'],
    { namespaces: true },
  );
  assert.match(pypy.stdout, /4 cells: 4 pass/, `${pypy.stdout}${pypy.stderr}`);
});
