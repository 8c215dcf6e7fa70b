import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pylockText } from '../../../../src/flows/jobs/pylockText.ts';
import { directIndex } from '../../../../src/flows/sets/openDirect.ts';
import type { DistFile } from '../../../../src/model/distFile.ts';
import type { LockedPackage } from '../../../../src/model/lock.ts';
import { parseMetadata } from '../../../../src/pep/metadata.ts';
import type { MetadataSource } from '../../../../src/resolve/metadataSource.ts';
import { listedFile } from '../../../support/listedFile.ts';
import { port } from '../../../support/port.ts';
import { madeUpInterpreter } from '../../pythons/madeUpInterpreter.ts';

const interpreter = madeUpInterpreter({ version: '3.11.7' });
const digest = 'a'.repeat(64);

const locked = (file: DistFile, more: Partial<LockedPackage> = {}): LockedPackage => ({
  name: 'six',
  version: '1.0',
  file,
  extras: [],
  requires: [],
  ...more,
});

/** The lines of the lock of these packages whose metadata require this Python. */
async function linesOf(
  packages: readonly LockedPackage[],
  python?: string,
): Promise<readonly string[]> {
  const header = python === undefined ? '' : `Requires-Python: ${python}\n`;
  const source = port<MetadataSource>({
    metadata: async ({ filename }) =>
      await Promise.resolve(parseMetadata(`Name: ${filename}\nVersion: 1\n${header}`)),
  });
  return (await pylockText({ packages }, { interpreter, source })).split('\n');
}

test('a lock is for the Python that it was resolved for', async () => {
  const file = listedFile('six-1.0-py3-none-any.whl', {
    sha256: digest,
    size: 5,
    uploadTime: '2024-05-01T12:00:00.000000Z',
  });
  const sdist = listedFile('lib-2.0.tar.gz', { sha256: digest, index: '/find/links' });
  const packages = [
    locked(sdist, {
      name: 'lib',
      version: '2.0',
      requires: ['six>=1', 'lib[x]', 'absent; extra == "x"', 'Six<2'],
    }),
    locked(file),
  ];
  assert.deepEqual(await linesOf(packages, '>=3.8'), [
    'lock-version = "1.0"',
    'environments = ["sys_platform == \\"linux\\" and platform_machine == \\"x86_64\\""]',
    'requires-python = "==3.11.*"',
    'created-by = "spip"',
    '',
    '[[packages]]',
    'name = "lib"',
    'version = "2.0"',
    'requires-python = ">=3.8"',
    'dependencies = [',
    '    { name = "lib" },',
    '    { name = "six" },',
    ']',
    `sdist = { name = "lib-2.0.tar.gz", url = "https://files.example/lib-2.0.tar.gz", hashes = { sha256 = "${digest}" } }`,
    '',
    '[[packages]]',
    'name = "six"',
    'version = "1.0"',
    'requires-python = ">=3.8"',
    'index = "https://index.example/simple"',
    `wheels = [{ name = "six-1.0-py3-none-any.whl", upload-time = 2024-05-01T12:00:00.000000Z, url = "https://files.example/six-1.0-py3-none-any.whl", size = 5, hashes = { sha256 = "${digest}" } }]`,
    '',
  ]);
});

test('a malformed Requires-Python stands in no lock', async () => {
  const lines = await linesOf([locked(listedFile('six-1.0.tar.gz'))], 'three');
  assert.ok(!lines.some((line) => line.includes('three')));
});

const places: readonly (readonly [url: string, line: string])[] = [
  ['file:///work/a%20tree', 'directory = { path = "/work/a tree" }'],
  [
    'https://x.example/six.tar.gz',
    `archive = { url = "https://x.example/six.tar.gz", hashes = { sha256 = "${digest}" } }`,
  ],
  [
    'file:///work/six-1.0-py3-none-any.whl',
    `archive = { url = "file:///work/six-1.0-py3-none-any.whl", hashes = { sha256 = "${digest}" } }`,
  ],
  [
    'git+ssh://git@x.example/r@1.git@1a2b3c',
    'vcs = { type = "git", url = "ssh://git@x.example/r@1.git", commit-id = "1a2b3c" }',
  ],
  [
    'git+https://x.example/r@1a2b3c#subdirectory=p/q',
    'vcs = { type = "git", url = "https://x.example/r", commit-id = "1a2b3c", subdirectory = "p/q" }',
  ],
];
for (const [url, line] of places) {
  test(`what ${url} leads to stands in the place of files`, async () => {
    const file = listedFile('six-1.0.tar.gz', { url, index: directIndex, sha256: digest });
    const lines = await linesOf([locked(file)]);
    assert.ok(lines.includes(line), lines.join('\n'));
    assert.ok(!lines.some((each) => /^(?:index|wheels|sdist|\[\[?packages\.)/.test(each)));
  });
}
