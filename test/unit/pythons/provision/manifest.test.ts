import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bundledManifest } from '../../../../src/pythons/provision/bundledManifest.ts';
import {
  chooseArchive,
  isMeant,
  minorOf,
  newestArchives,
} from '../../../../src/pythons/provision/chooseArchive.ts';
import { machinePlatform } from '../../../../src/pythons/provision/machinePlatform.ts';
import {
  archiveLabel,
  readArchiveName,
  readLabel,
  requestFor,
} from '../../../../src/pythons/provision/pythonArchive.ts';
import { readManifest } from '../../../../src/pythons/provision/readManifest.ts';
import { parsePythonRequest } from '../../../../src/pythons/pythonRequest.ts';
import { failureOf } from '../../../support/failureOf.ts';

const digest = 'ab'.repeat(32);
const linux = (version: string, build = '20260101', kind = ''): string =>
  `cpython-${version}+${build}-x86_64-unknown-linux-gnu${kind}-install_only_stripped.tar.gz`;

describe('names of archives', () => {
  for (const [name, label, platform] of [
    [linux('3.14.0'), '3.14.0', 'linux-x86_64-gnu'],
    [linux('3.15.0rc1', '20260101', '-freethreaded'), '3.15.0rc1t', 'linux-x86_64-gnu'],
    [
      'cpython-3.9.1+20260101-aarch64-unknown-linux-musl-install_only.tar.gz',
      '3.9.1',
      'linux-aarch64-musl',
    ],
    ['cpython-3.9.1+20260101-aarch64-apple-darwin-install_only.tar.gz', '3.9.1', 'darwin-aarch64'],
    ['pypy3.11-v7.3.20-linux64.tar.gz', 'pypy3.11-7.3.20', 'linux-x86_64-gnu'],
    ['pypy3.10-v7.3.19-macos_arm64.tar.bz2', 'pypy3.10-7.3.19', 'darwin-aarch64'],
  ] as const) {
    test(name, () => {
      const archive = readArchiveName(name);
      assert.ok(archive !== undefined);
      assert.equal(archiveLabel(archive), label);
      assert.equal(archive.platform, platform);
      const { implementation, version, freeThreaded } = archive;
      const read = readLabel(label);
      assert.deepEqual(
        [read?.implementation, read?.version, read?.freeThreaded],
        [implementation, version, freeThreaded],
      );
      // What is said to be asked for means it.
      const [request] = parsePythonRequest(requestFor(archive));
      assert.ok(request !== undefined && isMeant(request, archive));
    });
  }

  test('other kinds of builds, other machines and other things are none', () => {
    for (const name of [
      'cpython-3.14.0+20260101-x86_64-unknown-linux-gnu-debug-full.tar.zst',
      'cpython-3.14.0+20260101-x86_64_v3-unknown-linux-gnu-install_only.tar.gz',
      'cpython-3.14.0+20260101-x86_64-pc-windows-msvc-install_only.tar.gz',
      'pypy2.7-v7.3.20-linux64.tar.gz',
      'thing-1.0.tar.gz',
    ]) {
      assert.equal(readArchiveName(name), undefined, name);
    }
    assert.equal(readLabel('lost+found'), undefined);
  });
});

describe('the list of Pythons', () => {
  test('paths, comments, other files, and both ways in which sha256sum writes', () => {
    const text = `# comment\n\n${digest}  20260101/${linux('3.14.0')}\r\n${digest.toUpperCase()} *./${linux('3.13.0')}\n${digest}  SHA256SUMS\n`;
    assert.deepEqual(
      readManifest(text, 'x').map(({ path, sha256, version }) => [path, sha256, version]),
      [
        [`20260101/${linux('3.14.0')}`, digest, '3.14.0'],
        [linux('3.13.0'), digest, '3.13.0'],
      ],
    );
  });

  test('no path leads anywhere but below the mirror', () => {
    for (const folder of ['../', 'a/../', '/', 'a b/', 'http://x/', '%2e%2e/', 'a//']) {
      const line = `${digest}  ${folder}${linux('3.14.0')}`;
      const read = folder === 'a b/' ? [] : readManifest(line, 'x');
      assert.deepEqual(read, [], folder);
    }
  });

  test('a line that is something else is refused by its number', async () => {
    for (const line of ['<html>', digest, `${digest.slice(1)}  ${linux('3.14.0')}`]) {
      const { code, message } = await failureOf(() =>
        readManifest(`# list\n${line}`, 'https://x/list'),
      );
      assert.equal(code, 'invalid-settings');
      assert.match(message, /line 2 of the list of Pythons `https:\/\/x\/list`/);
    }
  });

  test('the one of spip has every platform, and nothing that it does not read', () => {
    const archives = readManifest(bundledManifest, 'spip');
    assert.equal(archives.length, bundledManifest.trim().split('\n').length);
    const platforms = Map.groupBy(archives, ({ platform }) => platform);
    assert.deepEqual([...platforms.keys()].toSorted(), [
      'darwin-aarch64',
      'darwin-x86_64',
      'linux-aarch64-gnu',
      'linux-aarch64-musl',
      'linux-x86_64-gnu',
      'linux-x86_64-musl',
    ]);
    for (const [platform, list] of platforms) {
      const minors = list.map(minorOf);
      assert.equal(new Set(minors).size, minors.length, `${platform} has one version twice`);
      for (const minor of ['3.10', '3.11', '3.12', '3.13', '3.13t', '3.14', '3.14t']) {
        assert.ok(minors.includes(minor), `${platform} lacks ${minor}`);
      }
    }
  });

  test('this machine is one of them, or none', () => {
    assert.match(machinePlatform(), /^(?:linux-\w+-(?:gnu|musl)|darwin-\w+)$/);
  });
});

describe('what a request means', () => {
  const archives = [
    ...['3.9.1', '3.13.9', '3.13.10', '3.14.0rc1'].map((version) => linux(version)),
    linux('3.13.10', '20260102'),
    linux('3.13.2', '20260101', '-freethreaded'),
    'pypy3.10-v7.3.9-linux64.tar.gz',
    'pypy3.11-v7.3.20-linux64.tar.gz',
  ].flatMap((name) => readManifest(`${digest}  ${name}`, 'x'));
  for (const [text, label] of [
    ['3', '3.13.10'],
    ['3.13', '3.13.10'],
    ['3.1', undefined],
    ['3.13.9', '3.13.9'],
    ['3.13t', '3.13.2t'],
    ['3.13d', undefined],
    ['3.14', '3.14.0rc1'],
    ['pypy', 'pypy3.11-7.3.20'],
    ['pypy3.10', 'pypy3.10-7.3.9'],
    ['<3.13', '3.9.1'],
    ['>=3.13,<3.13.10', '3.13.9'],
    ['>=3.14', undefined],
    ['>=3.14.0rc1', '3.14.0rc1'],
    ['all', undefined],
    ['./python', undefined],
  ] as const) {
    test(`\`${text}\` is ${label ?? 'nothing'}`, () => {
      const [request] = parsePythonRequest(text);
      const chosen = request && chooseArchive(request, archives);
      assert.equal(chosen && archiveLabel(chosen), label);
    });
  }

  test('of equal versions the later build', () => {
    const [request] = parsePythonRequest('3.13');
    assert.equal(request && chooseArchive(request, archives)?.build, '20260102');
    assert.deepEqual(newestArchives(archives).map(minorOf), [
      '3.9',
      '3.13t',
      '3.13',
      '3.14',
      'pypy3.10',
      'pypy3.11',
    ]);
  });
});
