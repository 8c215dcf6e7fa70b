// Source trees in odd places: their versions come from tags all the same, and a folder without a project is none.
import assert from 'node:assert/strict';
import { chown } from 'node:fs/promises';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { gitRepository } from '../support/gitRepository.ts';
import { IndexedRig } from '../support/indexedRig.ts';

const indexed = await IndexedRig.open([]);
after(() => indexed[Symbol.asyncDispose]());
const { rig } = indexed;

/** Takes its version from tags, as setuptools-scm does. */
const backend = `import os, subprocess, zipfile

def info():
    args = ["git", "describe", "--tags", "--dirty=+dirty"]
    version = subprocess.check_output(args).decode().strip().replace("-", ".post", 1).split("-g")[0]
    return version, "Metadata-Version: 2.1\\nName: sauced\\nVersion: %s\\n" % version

def prepare_metadata_for_build_wheel(folder, settings=None):
    version, metadata = info()
    name = "sauced-%s.dist-info" % version
    os.mkdir(os.path.join(folder, name))
    with open(os.path.join(folder, name, "METADATA"), "w") as file:
        file.write(metadata)
    return name

def build_wheel(folder, settings=None, metadata=None):
    version, metadata = info()
    name = "sauced-%s-py3-none-any.whl" % version
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        wheel.writestr("sauced.py", "")
        head = "sauced-%s.dist-info/" % version
        wheel.writestr(head + "METADATA", metadata)
        wheel.writestr(head + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(head + "RECORD", "sauced.py,,\\n" + "".join(head + each + ",,\\n" for each in ("METADATA", "WHEEL", "RECORD")))
    return name
`;

suite('trees', () => {
  test('a version from tags, wherever the repository lies', async () => {
    const origin = await gitRepository(join(rig.root, 'trees/origin'));
    await origin.commit({
      'pyproject.toml':
        '[build-system]\nrequires = []\nbuild-backend = "scm"\nbackend-path = ["."]\n',
      'scm.py': backend,
    });
    origin.git('tag', '2.5');
    await origin.commit({ 'more.py': '' });
    origin.git('worktree', 'add', '--quiet', '../linked');
    origin.git('clone', '--quiet', '--shared', '.', '../shared');
    const around = await gitRepository(join(rig.root, 'trees/around'));
    const quietly = ['submodule', '--quiet', 'add', origin.directory, 'inner'];
    around.git('-c', 'protocol.file.allow=always', ...quietly);
    origin.git('clone', '--quiet', '.', '../foreign');
    origin.git('clone', '--quiet', '--shared', '../shared', '../lent');
    origin.git('clone', '--quiet', '--separate-git-dir', '../apart.git', '.', '../apart');
    origin.git('worktree', 'add', '--quiet', '--detach', './inside');
    if (process.getuid?.() === 0) {
      for (const name of ['.', '.git', 'scm.py']) {
        await chown(join(rig.root, 'trees/foreign', name), 54_321, 54_321);
      }
    }
    for (const tree of [
      'origin',
      'linked',
      'shared',
      'around/inner',
      'foreign',
      'lent',
      'apart',
      'origin/inside',
    ]) {
      const cwd = join('../trees', tree);
      const { stdout, stderr } = await indexed.run('lock .', { cwd });
      assert.match(stdout, /^sauced +2\.5\.post1 /m, `${tree}: ${stderr}`);
    }
  });

  test('a project below the top of its repository is packed without tags, and a warning says so', async () => {
    const around = await gitRepository(join(rig.root, 'several'));
    const head = '[build-system]\nrequires = []\nbuild-backend = "scm"\nbackend-path = ["."]\n';
    const name = '[project]\nname = "sauced"\n';
    const scm = (root: string): string => `${head}[tool.setuptools_scm]\nroot = "${root}"\n`;
    await around.commit({
      'pyproject.toml': scm('.'),
      'scm.py': backend,
      'libs/one/pyproject.toml': scm('../..'),
      'libs/one/scm.py': backend,
      'two/pyproject.toml': `${head}${name}dynamic = ["version"]\n[tool.hatch-vcs]\n`,
      'two/scm.py': backend,
      'fixed/pyproject.toml': `${scm('..')}${name}version = "1.0"\n`,
      'fixed/scm.py': backend,
      'other/pyproject.toml': head,
      'other/scm.py': backend,
      'unpacked/pyproject.toml': scm('..'),
      'unpacked/PKG-INFO': 'Name: sauced\n',
      'unpacked/scm.py': backend,
    });
    around.git('tag', '3.0');
    for (const [tree, tool] of [
      ['libs/one', 'setuptools_scm'],
      ['two', 'hatch-vcs'],
      ['.', undefined],
      ['fixed', undefined],
      ['other', undefined],
      ['unpacked', undefined],
    ] as const) {
      const { stderr } = await indexed.run('lock .', { cwd: join('../several', tree) });
      const warnings = stderr.match(/^warning: .*is packed alone.*$/gm) ?? [];
      const path = join(around.directory, tree);
      assert.deepEqual(
        warnings,
        tool === undefined
          ? []
          : [
              `warning: \`${path}\` lies below the top of its repository and is packed alone, so that \`${tool}\` finds no tags: name an sdist of it in its place (\`python -m build --sdist\`)`,
            ],
        `${tree}: ${stderr}`,
      );
    }
  });

  test('a folder without a project is none, whatever lies there', async () => {
    for (const [folder, file] of [
      ['loose', 'module.py'],
      ['settings', 'setup.cfg'],
      ['words', 'README'],
      ['pipenv', 'Pipfile'],
      ['folder', 'pyproject.toml/inner'],
    ] as const) {
      await rig.write(join(folder, file), '');
      for (const command of ['matrix', 'lock']) {
        const said = await indexed.refused([command, '.'], { cwd: folder });
        assert.match(said, /Expected a project in `.*`: .*pyproject\.toml.*setup\.py/);
      }
    }
  });
});
