// A working tree on its Pythons: which ones, with what, from where.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import {
  CheckoutRunner,
  asserts,
  layouts,
  only,
  right,
  shown,
  withWheel,
  writeCheckout,
  wrong,
} from '../support/checkoutTree.ts';
import type { CheckoutTree } from '../support/checkoutTree.ts';
import { wheelFile } from '../support/distributions.ts';
import { gitRepository } from '../support/gitRepository.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import { realPythons } from '../support/realPython.ts';

const fakePytest = String.raw`
import os, sys
__version__ = "9.0.0"

def hookimpl(**options):
    return lambda function: function

class Report:
    def __init__(self, nodeid, when, outcome):
        self.nodeid, self.when = nodeid, when
        self.passed, self.failed, self.skipped = [outcome == each for each in ("passed", "failed", "skipped")]
        self.longrepr = "no"

def main(args, plugins):
    print("ARGS", args)
    print("FILES", sorted(os.listdir(".")))
    import thing
    plugins[0].pytest_runtest_logstart("test_it", None)
    plugins[0].pytest_runtest_logreport(Report("test_it", "call", "passed"))
    return 0
`;

const indexed = await IndexedRig.open([
  wheelFile({ name: 'pytest', version: '9.0.0', files: { 'pytest.py': fakePytest } }),
  ...['1.0', '2.0'].map((version) =>
    wheelFile({ name: 'helper', version, files: { 'helper.py': `version = "${version}"\n` } }),
  ),
]);
after(() => indexed[Symbol.asyncDispose]());
const { rig } = indexed;
const runner = new CheckoutRunner(indexed);
const tested = runner.test.bind(runner);

suite('Pythons, requirements and arguments', () => {
  test('one that is missing is a cell of its own with the command that gets it', async () => {
    const result = await tested(
      layouts['src layout']?.(right) ?? assert.fail(),
      '--python',
      'py399',
    );
    const cells = result.record.cells.map(({ python, state, reason, hint }) => [
      python,
      state,
      reason,
      hint,
    ]);
    assert.deepEqual(cells.slice(1), [
      ['3.99', 'blocked', 'no-interpreter', '`spip python install 3.99` gets it'],
    ]);
    assert.equal(cells[0]?.[1], 'pass');
    assert.equal(result.status, 1);
  });

  test('they are those of tox, else of the classifiers within Requires-Python', async () => {
    const project =
      'requires-python = ">=3.90"\nclassifiers = ["Programming Language :: Python :: 3.8", "Programming Language :: Python :: 3.98"]';
    const tree = { ...layouts['src layout']?.(right), project, version: '1.0' } as CheckoutTree;
    await writeCheckout(rig, 'named', tree);
    const pythons = async (): Promise<unknown> => {
      const { record, stdout } = await indexed.recorded('test', { cwd: 'named' });
      const [, source] = /Pythons: (.*)/.exec(stdout) ?? [];
      return [record.cells.map(({ python }) => python), source];
    };
    assert.deepEqual(await pythons(), [['3.98'], 'the classifiers in pyproject.toml']);
    await rig.write(
      'named/tox.ini',
      '[tox]\nenvlist = lint, py3{98,99}-a\n[testenv]\ncommands = false\n',
    );
    assert.deepEqual(await pythons(), [['3.98', '3.99'], 'the environments of tox in tox.ini']);
    await rig.write(
      'named/pyproject.toml',
      `${await readFile(join(rig.project, 'named/pyproject.toml'), 'utf8')}\n[tool.spip.test]\npython = ["3.97"]\n`,
    );
    assert.deepEqual(await pythons(), [
      ['3.97'],
      `${join(rig.project, 'named/pyproject.toml')} [tool.spip.test] python`,
    ]);
  });

  test('the first usual group is installed; pytest runs where it is among them, with the arguments as they are', async () => {
    const project =
      '[project.optional-dependencies]\nmore = ["helper>=1"]\n[dependency-groups]\ndev = ["missing-package"]\ntests = ["pytest", "thing[more]", "helper<2; python_version>=\'3\'"]\n[tool.pytest.ini_options]\naddopts = "-q"\n';
    const tree = {
      ...layouts['flat layout']?.(right),
      project,
      metadata: ['Provides-Extra: more', "Requires-Dist: helper>=1; extra == 'more'"],
    } as CheckoutTree;
    const result = await tested(tree, '--', '-x', 'tests');
    assert.equal(shown(result), 'pass/clean', result.stderr);
    const cell = only(result);
    assert.deepEqual(cell.tools, ['pytest', 'helper<2', 'helper>=1']);
    assert.deepEqual(
      cell.packages.map(({ name, version }) => `${name} ${version}`),
      ['helper 1.0', 'pytest 9.0.0', 'thing 1.0'],
    );
    const log = await readFile(
      join(rig.dataDir, 'runs', result.record.run.id, cell.steps.at(-1)?.log ?? ''),
      'utf8',
    );
    assert.match(log, /^ARGS \['-x', 'tests'\]$/m);
    assert.match(log, /^FILES \['build-tools', 'pyproject.toml', 'tests'\]$/m);
    assert.match(result.stdout, /requirements of the tests: dependency group tests/);
  });

  test('a group or an extra that is not there is said before anything runs', async () => {
    await writeCheckout(rig, 'none', {
      ...layouts['src layout']?.(right),
      version: '1.0',
    } as CheckoutTree);
    for (const [args, message] of [
      [['--group', 'nope'], /Failed to find the dependency group `nope`/],
      [['--extra', 'nope'], /Expected an extra of the project, found `nope`/],
      [['tests'], /Expected arguments of the test runner behind `--`, found `tests`/],
    ] as const) {
      const { status, stderr } = await indexed.run(['test', '--python', '3', ...args], {
        cwd: 'none',
      });
      assert.equal(status, 2);
      assert.match(stderr, message);
    }
    const { status, stderr } = await indexed.run('test');
    assert.equal(status, 2);
    assert.match(stderr, /Expected a project in/);
  });

  test('a command runs in the copy, and against the wheel', async () => {
    const tree = withWheel(layouts['flat layout']?.(wrong) ?? assert.fail(), right);
    const command = '{python} -c "import thing; assert thing.answer == 42"';
    assert.equal(shown(await tested(tree, '--command', command)), 'pass/clean');
  });

  test('`[tool.spip.test]` says all of it, and `spip matrix` does not see it', async () => {
    const project = '[tool.spip.test]\npython = "3"\nwith = ["pytest"]\nargs = ["-k", "x"]\n';
    await writeCheckout(rig, 'set', {
      ...layouts['src layout']?.(right),
      version: '1.0',
      project,
    } as CheckoutTree);
    const result = await indexed.recorded('test', { cwd: 'set' });
    assert.deepEqual(only(result).tools, ['pytest']);
    const matrix = await indexed.matrix('helper --limit 1', { cwd: 'set' });
    assert.deepEqual(only(matrix).tools, []);
  });
});

suite('one build', () => {
  const builds = async (tag: string): Promise<readonly unknown[]> => {
    const names = realPythons().slice(0, 2);
    const tree = { ...layouts['src layout']?.(right), tag } as CheckoutTree;
    await writeCheckout(rig, tag, { version: '7.0', ...tree });
    const args = names.flatMap((path) => ['--python', path]);
    const { stderr, record } = await indexed.recorded(['test', '-v', ...args], {
      cwd: tag,
    });
    return [
      names.length,
      stderr.match(/building thing-/g)?.length,
      ...new Set(record.cells.map(({ state }) => state)),
    ];
  };

  test('a pure wheel is built once for all Pythons', async () => {
    const [pythons, count, ...states] = await builds('py3-none-any');
    assert.deepEqual([count, ...states], [1, 'pass'], `${String(pythons)} Pythons`);
  });

  test('any other one by each of them', async (t) => {
    const [pythons, count, ...states] = await builds('py3-none-linux_x86_64');
    if (process.platform !== 'linux' || process.arch !== 'x64') {
      t.skip('its wheel is for Linux');
      return;
    }
    assert.deepEqual([count, ...states], [pythons, 'pass']);
  });
});

suite('trees in odd places, versions from tags', () => {
  const tree: CheckoutTree = layouts['src layout']?.(right) ?? assert.fail();
  const versionIn = async (cwd: string): Promise<string> => {
    const result = await indexed.recorded('test --python 3', { cwd });
    assert.equal(shown(result), 'pass/clean', result.stderr);
    return only(result).version;
  };

  test('a repository, a linked worktree, a submodule and a shared clone of it', async () => {
    await writeCheckout(rig, 'repo', tree);
    const repo = await gitRepository(join(rig.project, 'repo'));
    await repo.commit({ README: 'x' });
    repo.git('tag', 'v1.5');
    assert.equal(await versionIn('repo'), '1.5');
    repo.git('worktree', 'add', '--quiet', '--detach', '../linked');
    assert.equal(await versionIn('linked'), '1.5');
    repo.git('clone', '--quiet', '--shared', '.', '../shared');
    assert.equal(await versionIn('shared'), '1.5');
    const around = await gitRepository(join(rig.project, 'around'));
    await around.commit({ README: 'y' });
    around.git(
      '-c',
      'protocol.file.allow=always',
      'submodule',
      '--quiet',
      'add',
      '../repo',
      'below',
    );
    assert.equal(await versionIn('around/below'), '1.5');
  });

  test(
    'a tree of another user',
    { skip: process.getuid?.() === 0 ? false : 'needs root' },
    async () => {
      const repo = await gitRepository(join(rig.project, 'owned'));
      await writeCheckout(rig, 'owned', tree);
      await repo.commit({ README: 'z' });
      repo.git('tag', 'v2.5');
      execFileSync('chown', ['-R', '12345:12345', repo.directory]);
      assert.equal(await versionIn('owned'), '2.5');
    },
  );

  test('a tree without git', async () => {
    await writeCheckout(rig, 'plain', { ...tree, version: '3.5' });
    await rig.write('plain/.venv/lib/thing/__init__.py', 'raise SystemExit\n');
    assert.equal(await versionIn('plain'), '3.5');
  });

  test('what git does not see is not there, what it would add is', async () => {
    const files = {
      ...tree.files,
      'tests/test_it.py': `import os\nassert os.path.exists("tests/new.txt") and not os.path.exists("tests/ignored.txt") and not os.path.exists(".git")\n${asserts}`,
    };
    await writeCheckout(rig, 'seen', { ...tree, files, version: '1.0' });
    const repo = await gitRepository(join(rig.project, 'seen'));
    await repo.commit({ '.gitignore': 'ignored.txt\n' });
    await rig.write('seen/tests/new.txt', '');
    await rig.write('seen/tests/ignored.txt', '');
    assert.equal(await versionIn('seen'), '1.0');
  });
});
