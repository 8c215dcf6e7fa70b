// Texts of strangers with line ends and escapes in them: no line that spip prints is theirs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';

const line = '\u2713 forged 9.9 on 3.99  pass';
const odd = `\u001b[2J\u001b[31m\n${line}\r\u202e\u0085${line}\u2028${line}`;
const python = JSON.stringify(odd);
const ownBackend = 'requires = []\nbuild-backend = "back"\nbackend-path = ["."]\n';

function module(name: string, source: string): ReturnType<typeof wheelFile> {
  const files = { [`${name.replaceAll('-', '_')}.py`]: source };
  return wheelFile({ name, version: '1.0', files });
}

function backend(name: string, source: string): ReturnType<typeof sdistFile> {
  const pyproject = `[build-system]\n${ownBackend}`;
  return sdistFile({ name, version: '1.0', pyproject, files: { 'back.py': source } });
}

function project(name: string, pyproject: string): ReturnType<typeof sdistFile> {
  return sdistFile({ name, version: '1.0', pyproject });
}

const files = [
  module('exception', `raise type(${python}, (Exception,), {"__module__": ${python}})(${python})`),
  module('missing', `raise ModuleNotFoundError(${python}, name=${python})`),
  module('exits', `import sys; sys.exit(${python})`),
  module(
    'evidence',
    `import os
with open(os.path.join(os.environ["HOME"], ".spip-evidence"), "w", encoding="utf-8") as file:
    file.write("module\\tx" + ${python}.replace("\\n", "\\v") + "\\t/" + ${python}.replace("\\n", "\\v"))`,
  ),
  wheelFile({ name: 'entry', version: '1.0', files: { [`../${odd}.py`]: '' } }),
  wheelFile({ name: 'row', version: '1.0', recordRows: [`"${odd}",,`] }),
  wheelFile({ name: 'requires', version: '1.0', requires: [`other\u001b[31m\u0085${line}>=1`] }),
  wheelFile({ name: 'python', version: '1.0' }, { requiresPython: `>=3${odd}` }),
  wheelFile({ name: 'yanked', version: '1.0' }, { yanked: odd }),
  wheelFile({ name: 'file', version: '1.0' }, { requiresPython: '>=3' }),
  backend('raises', `def build_wheel(*_): raise type(${python}, (Exception,), {})(${python})`),
  backend('wishes', `def get_requires_for_build_wheel(*_): return ["other" + ${python}]`),
  backend('names', `def build_wheel(*_): return ${python}`),
  project('needs', `[build-system]\nrequires = [${JSON.stringify(`other\n${line}`)}]\n`),
  project(
    'path',
    `[build-system]\nrequires = []\nbuild-backend = "b"\nbackend-path = ["..\\n${line}"]\n`,
  ),
  project('toml', `[build-system\n${line}`),
];

test('what releases, backends and indexes say is on lines of spip', async () => {
  await using indexed = await IndexedRig.open(files);
  const { world } = indexed.server;
  const names = Object.keys(world);
  const [file] = world['file'] ?? [];
  assert.ok(file !== undefined);
  world['file'] = [file, { ...file, filename: `file-1.0${odd}-py3-none-any.whl` }];
  const matrix = ['matrix', ...names, '--command', `printf %s '${line}'; exit 3`, '--python', '3'];
  const locks = names.map((name) => ['lock', name, '-v']);
  for (const words of [matrix, [...matrix, '-v', '--yanked'], ...locks, ['show', 'last']]) {
    const { stdout, stderr } = await indexed.run(words);
    for (const each of `${stdout}\n${stderr}`.split('\n')) {
      // What a log says last is quoted further in, where no line of a report begins.
      assert.doesNotMatch(each, /^ ?\u2713 forged/, `${words.join(' ')}\n${stderr}`);
      assert.doesNotMatch(each, /[\p{Cc}\p{Cf}\u2028]/u, words.join(' '));
    }
    assert.doesNotMatch(stderr, /bug in spip/);
  }
});

test('what an index says of itself is on lines of spip', async () => {
  const [file] = files;
  assert.ok(file !== undefined);
  const page = {
    meta: { 'api-version': '1.0' },
    name: 'exception',
    files: [{ filename: file.filename, url: `/files/${file.filename}`, hashes: {} }],
  };
  const pages: readonly unknown[] = [
    { ...page, name: odd },
    { ...page, meta: { 'api-version': odd } },
    { ...page, meta: { 'api-version': `1.99\n${line}` } },
    { ...page, files: [{ ...page.files[0], url: `http://127.0.0.1:9/${odd}` }] },
    { ...page, files: [{ ...page.files[0], url: `http://u:${odd}@127.0.0.1:9/x` }] },
    { ...page, files: [{ ...page.files[0], 'requires-python': odd, yanked: odd }] },
    { ...page, files: [{ ...page.files[0], hashes: { sha256: odd, [odd]: odd } }] },
    { ...page, files: [{ ...page.files[0], 'upload-time': odd, size: odd }] },
    odd,
    [odd],
  ];
  await using indexed = await IndexedRig.open(files);
  const json = 'application/vnd.pypi.simple.v1+json';
  const answers: readonly (readonly [body: string, contentType: string])[] = [
    ...pages.map((each) => [JSON.stringify(each), json] as const),
    [odd, json],
    [odd, 'text/html'],
    [`<base href="${odd}"><a href="${odd}.whl">`, 'text/html'],
    [odd, `a/b; ${line}`],
  ];
  for (const [body, contentType] of answers) {
    indexed.server.mend();
    indexed.server.break('/simple/exception/', { kind: 'body', body, contentType });
    const env = { SPIP_HTTP_RETRIES: '0' };
    const { status, stdout, stderr } = await indexed.run('lock exception --refresh -v', { env });
    assert.ok([0, 1, 3].includes(status ?? -1), `${contentType} ${body}\n${stderr}`);
    for (const each of `${stdout}\n${stderr}`.split('\n')) {
      assert.doesNotMatch(each, /^ ?\u2713 forged/, `${contentType} ${body}\n${stderr}`);
      assert.doesNotMatch(each, /[\p{Cc}\p{Cf}\u2028]/u, `${contentType} ${body}`);
    }
    assert.doesNotMatch(stderr, /bug in spip/);
  }
});
