import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { mergeListings } from '../../../src/index/mergeListings.ts';
import { parseHtmlPage } from '../../../src/index/parseHtmlPage.ts';
import { parseJsonPage } from '../../../src/index/parseJsonPage.ts';
import type { DistFile, FileDigest } from '../../../src/model/distFile.ts';
import { distFile } from '../../support/storeRig.ts';

const url = 'https://a.test/simple/six/';
const hex = {
  sha512: 'a1'.repeat(64),
  sha384: 'a2'.repeat(48),
  sha256: 'a3'.repeat(32),
  sha224: 'a4'.repeat(28),
  sha1: 'a5'.repeat(20),
  md5: 'a6'.repeat(16),
};

suite('digests other than sha256', () => {
  const rows: readonly (readonly [
    Readonly<Record<string, string>>,
    FileDigest['algorithm'] | undefined,
  ])[] = [
    [{ sha512: hex.sha512 }, 'sha512'],
    [{ sha384: hex.sha384.toUpperCase() }, 'sha384'],
    [{ sha224: hex.sha224 }, 'sha224'],
    [{ sha1: hex.sha1 }, 'sha1'],
    [{ md5: hex.md5 }, 'md5'],
    [{ md5: hex.md5, sha512: hex.sha512, sha1: hex.sha1 }, 'sha512'],
    // Not a digest: the next best one counts.
    [{ md5: hex.md5, sha512: hex.sha1 }, 'md5'],
    [{ md5: 'no hexadecimal digits at all, 32' }, undefined],
    [{ blake3: hex.sha256 }, undefined],
    [hex, undefined],
  ];
  for (const [hashes, expected] of rows) {
    test(`${Object.keys(hashes).join(', ')}: ${expected ?? 'none'}`, async () => {
      const page = { files: [{ filename: 'six-1.0.tar.gz', url: 'six-1.0.tar.gz', hashes }] };
      const fragment = new URLSearchParams(hashes).toString().replaceAll('+', ' ');
      const html = await parseHtmlPage(
        [Buffer.from(`<a href="six-1.0.tar.gz#${fragment}">x</a>`)],
        url,
      );
      const json = await parseJsonPage([Buffer.from(JSON.stringify(page))], url);
      for (const [link] of [html.links, json.links]) {
        const wanted =
          expected === undefined ? undefined : { algorithm: expected, hex: hex[expected] };
        assert.deepEqual(link?.otherDigest, wanted);
        assert.equal(link?.sha256, hashes['sha256']);
      }
    });
  }

  const file = (index: string, sha256?: string, otherDigest?: FileDigest): DistFile => ({
    ...distFile({ filename: 'six-1.0.tar.gz', sha256: '', bytes: Buffer.of(1) }),
    sha256,
    otherDigest,
    index,
  });
  const sha512: FileDigest = { algorithm: 'sha512', hex: hex.sha512 };
  const md5: FileDigest = { algorithm: 'md5', hex: hex.md5 };
  const cases: readonly (readonly [string, DistFile, DistFile, string, number])[] = [
    ['none and md5', file('a'), file('b', undefined, md5), 'b', 0],
    ['md5 and none', file('a', undefined, md5), file('b'), 'a', 0],
    ['none twice', file('a'), file('b'), 'a', 0],
    ['sha512 and sha256', file('a', undefined, sha512), file('b', hex.sha256), 'b', 0],
    ['sha512 and md5', file('a', undefined, sha512), file('b', undefined, md5), 'a', 0],
    ['sha512 twice', file('a', undefined, sha512), file('b', undefined, sha512), 'a', 0],
    [
      'two of sha512',
      file('a', undefined, sha512),
      file('b', undefined, { ...sha512, hex: 'b'.repeat(128) }),
      'a',
      1,
    ],
  ];
  for (const [title, first, second, index, warnings] of cases) {
    test(`merging: ${title}`, () => {
      const places = [first, second].map((one) => ({ files: [one], warnings: [] }));
      const merged = mergeListings(places);
      assert.deepEqual(
        merged.files.map((one) => one.index),
        [index],
      );
      assert.equal(merged.warnings.length, warnings);
    });
  }
});
