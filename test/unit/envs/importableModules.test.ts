import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importableModules } from '../../../src/envs/importableModules.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { storeWheel } from './envRig.ts';

const pkgutil = "__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n";
const resources = "__import__('pkg_resources').declare_namespace(__name__)\n";
const so = 'cpython-311-x86_64-linux-gnu.so';

interface Case {
  readonly files: Readonly<Record<string, string>>;
  readonly modules: readonly string[];
}

const cases: Readonly<Record<string, Case>> = {
  'packages and modules, whatever the distribution is called': {
    files: { 'yaml/__init__.py': '', 'yaml/loader.py': '', 'attr.py': '' },
    modules: ['attr', 'yaml'],
  },
  'private modules are left out': {
    files: { 'x/__init__.py': '', '_x.py': '', '_yaml/__init__.py': '', '__main__.py': '' },
    modules: ['x'],
  },
  'extensions go by the name before the first dot': {
    files: {
      [`fast.${so}`]: '',
      'old.cpython-36m-x86_64-linux-gnu.so': '',
      'stable.abi3.so': '',
      'pp.pypy310-pp73-x86_64-linux-gnu.so': '',
      'win.cp311-win_amd64.pyd': '',
    },
    modules: ['fast', 'old', 'pp', 'stable', 'win'],
  },
  'a plain .so is a module if it has the function for that': {
    files: {
      'three.so': '\u007fELF\0PyInit_three\0',
      'two.so': '\u007fELF\0inittwo\0',
      'libz.so': '\u007fELF\0inflateInit_libz\0',
    },
    modules: ['three', 'two'],
  },
  'byte-code without its source is a module, whatever is in it': {
    files: { 'x.pyc': '', 'y/__init__.pyc': '', '__pycache__/z.cpython-311.pyc': '' },
    modules: ['x', 'y'],
  },
  'tests and documents count only alone': {
    files: { 'x.py': '', 'tests/__init__.py': '', 'docs/conf.py': '', 'conftest.py': '' },
    modules: ['x'],
  },
  'nothing but tests': { files: { 'tests/__init__.py': '' }, modules: ['tests'] },
  'a folder without __init__ leads to what is below': {
    files: {
      'google/protobuf/__init__.py': '',
      'google/protobuf/message.py': '',
      'google/_upb/_message.abi3.so': '',
      'google/cloud/storage/__init__.py': '',
      'google/cloud/tests/__init__.py': '',
    },
    modules: ['google.cloud.storage', 'google.protobuf'],
  },
  'so do both old kinds of namespace packages': {
    files: {
      'zope/__init__.py': resources,
      'zope/interface/__init__.py': '',
      'ns/__init__.py': pkgutil,
      'ns/one.py': '',
    },
    modules: ['ns.one', 'zope.interface'],
  },
  'a namespace package with nothing below is itself the module': {
    files: { 'ns/__init__.py': pkgutil, 'ns/_private.py': '' },
    modules: ['ns'],
  },
  'a package that an extension makes': {
    files: { [`x/__init__.${so}`]: '', 'x/y.py': '' },
    modules: ['x'],
  },
  'data, stubs, libraries and path files are no modules': {
    files: {
      'x.pth': 'import x',
      'requests-stubs/__init__.pyi': '',
      'typed/__init__.pyi': '',
      'numpy.libs/libgfortran.so': '',
      'share/data.json': '',
      'my-tool.py': '',
      'x-1.0.data/scripts/tool.py': '',
      'x-1.0.data/data/etc/x.py': '',
    },
    modules: [],
  },
  'purelib and platlib of the .data folder count': {
    files: { 'x-1.0.data/purelib/a.py': '', 'x-1.0.data/platlib/b/__init__.py': '' },
    modules: ['a', 'b'],
  },
  'a module and a package of one name are one': {
    files: { 'x.py': '', 'x/__init__.py': '' },
    modules: ['x'],
  },
};

for (const [name, { files, modules }] of Object.entries(cases)) {
  test(name, async (context) => {
    const folder = await temporaryFolder(context);
    const { wheel } = storeWheel(folder, { name: 'x', files });
    assert.deepEqual(await importableModules(wheel), modules);
  });
}
