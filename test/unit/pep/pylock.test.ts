import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parse } from 'smol-toml';

import { formatPylock } from '../../../src/pep/pylock.ts';
import type { Pylock, PylockFile } from '../../../src/pep/pylock.ts';

const wheel: PylockFile = {
  kind: 'wheel',
  filename: 'a-1.0-py3-none-any.whl',
  url: 'https://example.org/a-1.0-py3-none-any.whl',
  sha256: 'ab'.repeat(32),
  size: 12,
  uploadTime: '2024-05-01T12:00:00.5Z',
};

const lock: Pylock = {
  createdBy: 'spip',
  requiresPython: '==3.11.7',
  environments: ['python_full_version == "3.11.7"'],
  packages: [
    {
      name: 'b',
      version: '2.0',
      requiresPython: undefined,
      index: undefined,
      dependencies: [],
      files: [
        { ...wheel, kind: 'sdist', filename: 'b-2.0.tar.gz', size: undefined, uploadTime: 'soon' },
      ],
    },
    {
      name: 'a',
      version: '1.0',
      requiresPython: '>=3.8',
      index: 'https://example.org/simple',
      dependencies: ['b'],
      files: [wheel, { ...wheel, filename: 'odd "\\\u007F\u0001.whl' }],
    },
  ],
};

test('a lock is written key by key', () => {
  const [head, a, b] = formatPylock(lock).split('\n\n');
  assert.equal(
    head,
    [
      'lock-version = "1.0"',
      'environments = ["python_full_version == \\"3.11.7\\""]',
      'requires-python = "==3.11.7"',
      'created-by = "spip"',
    ].join('\n'),
  );
  assert.match(
    a ?? '',
    /^\[\[packages\]\]\nname = "a"\nversion = "1\.0"\nrequires-python = ">=3\.8"\n/,
  );
  assert.equal(
    b,
    `[[packages]]\nname = "b"\nversion = "2.0"\nsdist = { name = "b-2.0.tar.gz", url = "${wheel.url}", hashes = { sha256 = "${wheel.sha256}" } }\n`,
  );
});

test('what is written is TOML with every value unchanged', () => {
  const read = JSON.parse(JSON.stringify(parse(formatPylock(lock)))) as unknown;
  const file = {
    name: wheel.filename,
    'upload-time': '2024-05-01T12:00:00.500Z',
    url: wheel.url,
    size: 12,
    hashes: { sha256: wheel.sha256 },
  };
  assert.deepEqual(read, {
    'lock-version': '1.0',
    environments: lock.environments,
    'requires-python': '==3.11.7',
    'created-by': 'spip',
    packages: [
      {
        name: 'a',
        version: '1.0',
        'requires-python': '>=3.8',
        dependencies: [{ name: 'b' }],
        index: 'https://example.org/simple',
        wheels: [file, { ...file, name: 'odd "\\\u007F\u0001.whl' }],
      },
      {
        name: 'b',
        version: '2.0',
        sdist: { name: 'b-2.0.tar.gz', url: wheel.url, hashes: { sha256: wheel.sha256 } },
      },
    ],
  });
});

test('an empty lock is still a lock', () => {
  const text = formatPylock({
    createdBy: 'spip',
    requiresPython: undefined,
    environments: [],
    packages: [],
  });
  assert.equal(text, 'lock-version = "1.0"\ncreated-by = "spip"\n');
});
