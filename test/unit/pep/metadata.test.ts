import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseMetadata } from '../../../src/pep/metadata.ts';

test('fields are read, the body is not', () => {
  const read = parseMetadata(
    [
      'Metadata-Version: 2.2',
      'Name: Foo_Bar',
      'version:1.0',
      'Summary: Says: a lot',
      'Requires-Python: >=3.8',
      'Requires-Dist: a>=1',
      'Provides-Extra: x',
      "Requires-Dist: b ; extra == 'x'",
      'Dynamic: License-File',
      '',
      'Requires-Dist: not-me',
    ].join('\n'),
  );
  assert.deepEqual(read, {
    metadataVersion: '2.2',
    name: 'Foo_Bar',
    version: '1.0',
    requiresPython: '>=3.8',
    requiresDist: ['a>=1', "b ; extra == 'x'"],
    providesExtra: ['x'],
    dynamic: ['license-file'],
    summary: 'Says: a lot',
  });
});

test('folded lines belong to the field above, whatever ends a line', () => {
  const read = parseMetadata(
    'Name: a\r\nVersion: 1\r\nDescription: long\r\n  more: text\r\n\r\nbody',
  );
  assert.equal(read.name, 'a');
  const folded = parseMetadata('Name: a\nVersion: 1\nRequires-Dist: b (>=1,\n\t<2)\nSummary: s\n');
  assert.deepEqual(folded.requiresDist, ['b (>=1, <2)']);
  assert.equal(folded.summary, 's');
});

test('a line that is no field ends the header', () => {
  const read = parseMetadata('Name: a\nVersion: 1\nnot a field\nRequires-Dist: b\n');
  assert.deepEqual(read.requiresDist, []);
});

test('bytes are UTF-8, or Latin-1 where they are not', () => {
  const bytes = (text: string, encoding: BufferEncoding): Uint8Array => Buffer.from(text, encoding);
  const text = 'Name: a\nVersion: 1\nSummary: für\n';
  assert.equal(parseMetadata(bytes(text, 'utf8')).summary, 'für');
  assert.equal(parseMetadata(bytes(text, 'latin1')).summary, 'für');
});

test('absent, empty and UNKNOWN values are undefined', () => {
  const read = parseMetadata(
    'Name: a\nVersion: 1\nSummary: UNKNOWN\nRequires-Python:\nRequires-Dist:\n',
  );
  assert.equal(read.summary, undefined);
  assert.equal(read.requiresPython, undefined);
  assert.deepEqual(read.requiresDist, ['']);
  assert.equal(read.metadataVersion, '1.0');
});

test('metadata without name or version is refused', () => {
  assert.throws(() => parseMetadata('Version: 1\n'), {
    code: 'invalid-metadata',
    message: /`Name`/,
  });
  assert.throws(() => parseMetadata('Name: a\n'), {
    code: 'invalid-metadata',
    message: /`Version`/,
  });
  assert.throws(() => parseMetadata(''), { code: 'invalid-metadata' });
  for (const text of ['\uFEFFName: a\nVersion: 1\n', Buffer.from('\uFEFFName: a\nVersion: 1\n')]) {
    assert.throws(() => parseMetadata(text), { message: /`Name`/ }, 'a byte order mark');
  }
});

test('metadata far larger than any real one are refused, before they cost much', () => {
  const head = 'Name: a\nVersion: 1\n';
  const line = 'Requires-Dist: six\n';
  assert.equal(parseMetadata(head + line.repeat(20_000)).requiresDist.length, 20_000);
  for (const text of [
    head + line.repeat(20_001),
    `${head}Summary: ${'x'.repeat(16_000_000)}\n`,
    `${head}\n${'x'.repeat(16_000_000)}`,
  ]) {
    assert.throws(() => parseMetadata(text), { code: 'invalid-metadata', message: /at most \d+/ });
  }
});
