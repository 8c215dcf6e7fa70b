import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FailingTest } from '../../../src/model/ownTests.ts';
import { bareProcesses } from '../../../src/process/isolation/bareProcesses.ts';
import { OwnSuites } from './ownSuites.ts';

let suites: OwnSuites;
before(async () => {
  suites = await OwnSuites.open();
});
after(async () => suites[Symbol.asyncDispose]());

async function failingOf(
  ...asked: Parameters<OwnSuites['stepOf']>
): Promise<readonly FailingTest[]> {
  return (await suites.stepOf(...asked))?.tests?.failing ?? [];
}

/** A test for each line. */
function inTests(...lines: readonly string[]): string {
  const methods = lines.map((line, place) => `    def test_${place}(self):\n        ${line}\n`);
  return `import unittest\nclass T(unittest.TestCase):\n${methods.join('')}`;
}

test('a module that this Python was built without is a cause, whoever imports it and under which name', async () => {
  for (const python of suites.pythons()) {
    const lines = ['import _absent', 'import absent', 'import _missing', 'import Lost.constants'];
    const files = {
      'checks/test_them.py': inTests(...lines),
      'checks/test_file.py': 'import lost',
    };
    const failing = await failingOf(python, files);
    const causes = failing.map(({ cause }) => cause);
    assert.deepEqual(causes, Array(5).fill('python-build'), python.version);
  }
});

test('a module that a file of tests cannot import is missing, also where the tests are installed', async () => {
  for (const python of suites.pythons()) {
    const [placed] = await failingOf(python, { 'checks/test_it.py': 'import nowhere\n' });
    assert.equal(placed?.cause, 'missing-module', python.version);
    assert.match(placed.message, /^(?:ModuleNotFound|Import)Error: No module named '?nowhere'?$/);
    const installed = { 'checks/__init__.py': '', 'checks/test_it.py': 'import nowhere\n' };
    const targets = [`lib/python${python.version}/site-packages/checks`];
    const [inWheel] = await failingOf(python, {}, { installed, from: 'wheel', targets });
    assert.equal(inWheel?.cause, 'missing-module', python.version);
  }
});

test('what the release itself imports in vain is its own affair, also where it is copied', async () => {
  const reads = 'def reads():\n    import nowhere\n';
  const asks = 'import thing\nthing.reads()\n';
  for (const python of suites.pythons()) {
    const installed = { 'thing.py': reads };
    const [own] = await failingOf(python, { 'checks/test_it.py': asks }, { installed });
    assert.equal(own?.cause, null, python.version);
    const files = { 'thing/__init__.py': reads, 'checks/test_it.py': asks };
    const [copied] = await failingOf(python, files, { copies: ['thing'] });
    assert.equal(copied?.cause, null, python.version);
    const gone = { 'checks/test_it.py': 'from thing import nothing\n' };
    const [other] = await failingOf(python, gone, { installed });
    assert.equal(other?.cause, null, python.version);
  }
});

test('a file of this machine that the sandbox hides is a cause, also where a program only speaks of it', async () => {
  const lines = [
    'open("/sys/kernel")',
    'raise ValueError("x: /sys/kernel: No such file or directory")',
    'raise ValueError("man: can\'t open the manpath configuration file /sys/kernel")',
  ];
  for (const python of suites.pythons()) {
    for (const isolation of [suites.isolation, bareProcesses]) {
      const files = { 'checks/test_it.py': inTests(...lines) };
      const failing = await failingOf(python, files, { isolation });
      const expected = isolation.level === 'none' ? null : 'hidden-file';
      const causes = failing.map(({ cause }) => cause);
      assert.deepEqual(
        causes,
        [expected, expected, expected],
        `${python.version}, ${isolation.level}`,
      );
    }
  }
});

test('a program that was to fetch something from elsewhere fails for the network', async () => {
  const raising = (command: string): string =>
    `from subprocess import CalledProcessError; raise CalledProcessError(128, ${command})`;
  const files = {
    'checks/test_it.py': inTests(
      raising('["git", "clone", "https://example.org/data.git", "/tmp/x"]'),
      raising('"curl -O https://example.org/data"'),
      raising('["curl", "http://localhost:8000/"]'),
      raising('["git", "status"]'),
    ),
  };
  for (const python of suites.pythons()) {
    const causes = (await failingOf(python, files)).map(({ cause }) => cause);
    assert.deepEqual(causes, ['network', 'network', null, null], python.version);
  }
});

test('an import error whose members are none of those that Python gives it ends no run', async () => {
  const odd = 'error = ImportError("No module named x"); error.name = error.told = 5; raise error';
  for (const python of suites.pythons()) {
    const failing = await failingOf(python, { 'checks/test_it.py': inTests(odd, 'self.fail()') });
    assert.equal(failing.length, 2, python.version);
  }
});

test('where tests do not pass, what they import only where they can is named', async () => {
  const attempt = 'try:\n    import nowhere\nexcept ImportError:\n    import io\n';
  const guarded = ['nowhere', 'io'];
  for (const python of suites.pythons()) {
    for (const [line, said] of [
      ['self.fail()', /^its tests import `nowhere` only where they can/],
      ['pass', /^$/],
    ] as const) {
      const files = { 'checks/test_it.py': `${attempt}${inTests(line)}` };
      const step = await suites.stepOf(python, files, { guarded });
      const note = step?.notes.find(({ code }) => code === 'imports-guarded');
      assert.match(note?.text ?? '', said, `${python.version}: ${line}`);
    }
  }
});

/** Tests that raise what pytest raises where it finds no such fixture, and other lines. */
function asking(asks: number, ...lines: readonly string[]): string {
  const head =
    'class FixtureLookupError(LookupError):\n    argname, msg = "filename", None\nclass Failed(Exception):\n    pass\n';
  return `${head}${inTests(...Array<string>(asks).fill('raise FixtureLookupError()'), ...lines)}`;
}

test('where nothing speaks of pytest and most of what fails asks for fixtures, these are no tests of pytest', async () => {
  for (const [asks, pytestTie, state, causes] of [
    [2, 'none', 'blocked', ['other-runner', 'other-runner', 'other-runner']],
    [1, 'none', 'fail', [null, null]],
    [2, 'tests', 'fail', ['missing-fixture', 'missing-fixture', null]],
    [2, 'plugin', 'fail', [null, null, null]],
  ] as const) {
    for (const python of suites.pythons()) {
      const files = { 'checks/test_it.py': asking(asks, 'self.fail()') };
      const step = await suites.stepOf(python, files, { pytestTie });
      const about = `${asks} of ${pytestTie} on ${python.version}`;
      assert.equal(step?.verdict?.state, state, about);
      assert.deepEqual(
        step.tests?.failing.map(({ cause }) => cause),
        causes,
        about,
      );
      assert.equal(step.tests.failing[0]?.message, "fixture 'filename' not found", about);
    }
  }
});

test('a fixture that nothing brings is a missing requirement of tests for pytest', async () => {
  const step = await suites.stepOf(suites.python, { 'checks/test_it.py': asking(2) });
  assert.equal(step?.verdict?.reason, 'tests-not-runnable');
  assert.match(step.hint ?? '', /--test-with/);
});

test('tests that yield their checks, and those of applications of Django, are of another runner', async () => {
  const raising = (text: string): string => `raise Failed("${text}")`;
  const files = {
    'checks/test_it.py': asking(
      0,
      raising("'yield' keyword is allowed in fixtures, but not in tests (test_it)"),
      raising('no such thing'),
      `AppRegistryNotReady = Failed; AppRegistryNotReady.__name__ = "AppRegistryNotReady"; ${raising("Apps aren't loaded yet.").replace('Failed', 'AppRegistryNotReady')}`,
    ),
    'checks/test_settings.py':
      'class ImproperlyConfigured(Exception):\n    pass\nraise ImproperlyConfigured("Requested setting DEBUG, but settings are not configured. You must either define the environment variable DJANGO_SETTINGS_MODULE or call settings.configure() before accessing settings.")\n',
  };
  for (const python of suites.pythons()) {
    const causes = (await failingOf(python, files)).map(({ cause }) => cause);
    const others = causes.filter((cause) => cause === 'other-runner');
    assert.deepEqual([causes.length, others.length], [4, 3], python.version);
  }
});

test('a file of tests whose package the sdist lacks misses a file', async () => {
  for (const python of suites.pythons()) {
    const asks = 'from .base import Base\n';
    const files = { 'checks/test_it.py': asks };
    const [lacking] = await failingOf(python, files);
    assert.equal(lacking?.cause, 'absent-file', python.version);
    const whole = { ...files, 'checks/__init__.py': '' };
    const [missing] = await failingOf(python, whole);
    assert.equal(missing?.cause, 'missing-module', python.version);
  }
});
