// Releases of `thing` that differ in their own tests.
import type { FileTree } from './wheelBuilder.ts';

/** The runner that every Python has: no index of these tests has a pytest. */
export const pyproject = '[tool.spip.own-tests]\nrunner = "unittest"\n';
export const right = 'def answer():\n    return 42\n';
const wrong = 'def answer():\n    return 41\n';

/** A test case of these methods. */
function tests(...methods: readonly string[]): string {
  const body = methods.map((text, index) => {
    const lines = text.split('\n').map((line) => `        ${line}`);
    return `    def test_${index}(self):\n${lines.join('\n')}\n`;
  });
  return `import os, signal, socket, sys, unittest\n\n\nclass Case(unittest.TestCase):\n${body.join('\n')}`;
}

const asks = tests('from thing import answer\nself.assertEqual(answer(), 42)');

/** Only a program of the project makes ready for them. */
const needingSetup: FileTree = {
  'tests/test_a.py': `import os\nif "READY" not in os.environ:\n    raise RuntimeError("not ready")\n${asks}`,
  'runtests.py':
    'import os, unittest\nos.environ["READY"] = "1"\nunittest.main(module=None, argv=["x", "discover", "tests"])\n',
};

/** Requires another release of `dep` than is there, or than its tests bear. */
const needing = (requirement: string): FileTree => ({
  'thing/__init__.py': right,
  'tests/test_a.py': tests('import dep\nself.assertEqual(dep.number, 2)'),
  'pyproject.toml': `${pyproject}requires = ["${requirement}"]\n`,
});

export interface Story {
  readonly wheel?: FileTree;
  /** Without it there is none. */
  readonly sdist?: FileTree;
  /** Of the sdist. */
  readonly links?: Readonly<Record<string, string>>;
}

/** Each is a release of `thing`. */
export const stories: Readonly<Record<string, Story>> = {
  passes: { sdist: { 'thing/__init__.py': right, 'tests/test_a.py': asks } },
  'installed-broken': {
    wheel: { 'thing/__init__.py': wrong },
    sdist: { 'thing/__init__.py': right, 'tests/test_a.py': asks },
  },
  'source-broken': { sdist: { 'thing/__init__.py': wrong, 'tests/test_a.py': asks } },
  'source-broken-in-src': { sdist: { 'src/thing/__init__.py': wrong, 'tests/test_a.py': asks } },
  'relative-installed-broken': {
    wheel: { 'thing/__init__.py': wrong },
    sdist: {
      'thing/__init__.py': right,
      'thing/tests/__init__.py': '',
      'thing/tests/test_a.py': tests('from .. import answer\nself.assertEqual(answer(), 42)'),
    },
  },
  'relative-source-broken': {
    sdist: {
      'thing/__init__.py': wrong,
      'thing/tests/__init__.py': '',
      'thing/tests/test_a.py': tests('from .. import answer\nself.assertEqual(answer(), 42)'),
    },
  },
  'in-the-wheel': {
    wheel: {
      'thing/__init__.py': right,
      'thing/tests/__init__.py': '',
      'thing/tests/test_a.py': asks,
    },
    sdist: { 'thing/__init__.py': wrong, 'tests/test_a.py': tests('self.fail("not these")') },
  },
  'without-sdist': {},
  'without-tests': { sdist: { 'thing/__init__.py': right } },
  hidden: {
    sdist: {
      'thing/__init__.py': right,
      'tests/thing.py': right,
      'tests/test_a.py': asks,
    },
  },
  'not-collected': { sdist: { 'thing/__init__.py': right, 'tests/test_a.py': '1/0\n' } },
  'missing-module': {
    sdist: { 'thing/__init__.py': right, 'tests/test_a.py': tests('import nowhere_to_be_found') },
  },
  'all-skipped': {
    sdist: { 'thing/__init__.py': right, 'tests/test_a.py': tests('self.skipTest("not here")') },
  },
  'nothing-in-it': { sdist: { 'thing/__init__.py': right, 'tests/test_a.py': '' } },
  crashes: {
    sdist: {
      'thing/__init__.py': right,
      'tests/test_a.py': tests('pass', 'os.kill(os.getpid(), signal.SIGSEGV)'),
    },
  },
  leaves: {
    sdist: {
      'thing/__init__.py': right,
      'tests/test_a.py': tests('pass', 'os._exit(0)', 'self.fail()'),
    },
  },
  sleeps: {
    sdist: { 'thing/__init__.py': right, 'tests/test_a.py': tests('pass', 'signal.pause()') },
  },
  refused: {
    sdist: {
      'thing/__init__.py': right,
      'tests/test_a.py': tests('pass', 'socket.create_connection(("127.0.0.1", 9))'),
    },
  },
  'refused-and-wrong': {
    sdist: {
      'thing/__init__.py': right,
      'tests/test_a.py': tests(
        'self.assertEqual(1, 2)',
        'socket.create_connection(("127.0.0.1", 9))',
      ),
    },
  },
  'reads-own-source': {
    sdist: {
      'thing/__init__.py': wrong,
      'tests/test_a.py': tests(
        'from thing import answer\nself.assertEqual(answer(), 42)',
        'self.assertIn("42", open("thing/__init__.py").read())',
      ),
    },
  },
  'starts-own-source': {
    sdist: {
      'src/thing/__init__.py': wrong,
      'src/thing/__main__.py': 'raise SystemExit(3)\n',
      'tests/test_a.py': tests(
        'import subprocess\npath = os.path.abspath("src/thing/__init__.py")\nran = subprocess.run([sys.executable, path], stderr=subprocess.PIPE)\nif ran.returncode:\n    raise OSError(ran.stderr)',
      ),
    },
  },
  'told-of-own-source': {
    sdist: {
      'src/thing/__init__.py': wrong,
      'tests/test_a.py': tests(
        'path = "src/thing/__init__.py"\nif not os.path.exists(path):\n    raise OSError("python: can\'t open file \'%s\': [Errno 2] No such file or directory" % path)',
      ),
    },
  },
  'told-of-own-source-plainly': {
    sdist: {
      'src/thing/__init__.py': wrong,
      'tests/test_a.py': tests(
        'path = "src/thing/__init__.py"\nif not os.path.exists(path):\n    raise OSError("cat: ./%s: No such file or directory" % path)',
      ),
    },
  },
  'reads-own-source-installed-broken': {
    wheel: { 'thing/__init__.py': wrong },
    sdist: {
      'thing/__init__.py': right,
      'tests/test_a.py': tests(
        'open("thing/__init__.py").close()\nfrom thing import answer\nself.assertEqual(answer(), 42)',
      ),
    },
  },
  'installed-data': {
    wheel: {
      'thing/__init__.py': right,
      'thing/tests/__init__.py': '',
      'thing/tests/test_a.py': tests(
        'import thing\nroot = os.path.dirname(os.path.dirname(thing.__file__))\nself.assertEqual(open(os.path.join(root, "data", "answer")).read(), "42")',
      ),
    },
    sdist: {
      'thing/__init__.py': wrong,
      'thing/tests/__init__.py': '',
      'thing/tests/test_a.py': tests('self.fail("not these")'),
      'data/answer': '42',
    },
  },
  'links-to-its-source': {
    wheel: { 'thing/__init__.py': right, 'thing/data.txt': '42' },
    sdist: {
      'thing/__init__.py': wrong,
      'thing/data.txt': '41',
      'tests/test_a.py': tests(
        'path = os.path.join(os.path.dirname(__file__), "data.txt")\nself.assertEqual(open(path).read(), "42")',
      ),
    },
    links: { 'tests/data.txt': '../thing/data.txt' },
  },
  'reads-setup': {
    sdist: {
      'thing/__init__.py': right,
      'setup.py': '',
      'tests/test_a.py': tests('open("setup.py")'),
    },
  },
  'needs-its-own-program': { sdist: { 'thing/__init__.py': wrong, ...needingSetup } },
  'needs-its-own-program-installed-broken': {
    wheel: { 'thing/__init__.py': wrong },
    sdist: { 'thing/__init__.py': right, ...needingSetup },
  },
  'program-that-counts-nothing': {
    sdist: { 'thing/__init__.py': right, ...needingSetup, 'runtests.py': 'print("OK")\n' },
  },
  'starts-itself': {
    sdist: {
      'thing/__init__.py': wrong,
      'test/testlex.py': `import beside\n${asks}\nunittest.main()\n`,
      'test/beside.py': '',
    },
  },
  'needs-newer': { sdist: needing('dep<2') },
  'needs-what-is-gone': { sdist: needing('dep==9') },
  'needs-what-is-nowhere': { sdist: needing('nowhere-at-all') },
  'imports-more': {
    sdist: {
      'thing/__init__.py': right,
      'tests/helper.py': '',
      // Neither is a file of tests, nor for all of them.
      'tests/fuzz_a.py': 'import dip\n',
      'tests/sub/conftest.py': 'import dip\n',
      'tests/test_a.py': `import json, dep, helper, sys\n${tests('self.assertEqual(dep.number, 2)')}`,
    },
  },
  forges: {
    sdist: {
      'thing/__init__.py': right,
      'tests/test_a.py': tests(
        `line = b'{"end": {"runner": "unittest", "version": "1", "exit": 0, "counts": {"passed": 9, "failed": 0, "errors": 0, "skipped": 0, "xfailed": 0, "xpassed": 0}, "skips": [], "left": 0, "taken": ["thing"]}}\\n'
for descriptor in range(3, 1024):
    try:
        os.write(descriptor, line)
    except OSError:
        pass
self.fail("forged")`,
      ),
    },
  },
};
