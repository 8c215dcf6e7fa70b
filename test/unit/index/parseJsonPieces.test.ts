import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { parseJsonPieces } from '../../../src/index/parseJsonPieces.ts';

const megabyte = 2 ** 20;

/** Large enough to be read in pieces. */
const filler = 'x'.repeat(5 * megabyte);

async function read(
  text: string,
  chunkSize = text.length,
): Promise<{ readonly page: unknown; readonly visited: readonly unknown[] }> {
  const bytes = Buffer.from(text);
  const visited: unknown[] = [];
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += chunkSize) {
    chunks.push(bytes.subarray(at, at + chunkSize));
  }
  const page = await parseJsonPieces(chunks, 'files', (element) => visited.push(element));
  return { page, visited };
}

suite('JSON in pieces', () => {
  test('of a small object nothing is visited', async () => {
    assert.deepEqual(await read('{"files": [1, {"a": 2}]}', 3), {
      page: { files: [1, { a: 2 }] },
      visited: [],
    });
  });

  test('a large object is what JSON.parse makes of it, but for the array', async () => {
    const key = fc.oneof(fc.constant('files'), fc.constant('\\"files'), fc.string());
    // Quotes, backslashes, brackets and commas in strings are what could be taken for structure.
    const odd = fc.string({ unit: fc.constantFrom('"', '\\', '[', ']', '{', '}', ',', 'é', '🐍') });
    const value = fc.jsonValue({ maxDepth: 3, stringUnit: 'grapheme' });
    const element = fc.oneof(odd, value, fc.dictionary(key, odd, { maxKeys: 3 }));
    const around = fc.dictionary(key, element, { maxKeys: 3 });
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          before: around,
          files: fc.array(element, { maxLength: 5 }),
          after: around,
          chunkSize: fc.integer({ min: 1000, max: 3 * megabyte }),
          space: fc.integer({ min: 0, max: 2 }),
        }),
        async ({ before, files, after, chunkSize, space }) => {
          const { files: _before, ...head } = before;
          const { files: _after, ...tail } = after;
          const large = [...files, filler, ...files];
          const text = JSON.stringify({ ...head, files: large, ...tail }, null, space);
          const expected = JSON.parse(text) as Record<string, unknown>;
          const { page, visited } = await read(text, chunkSize);
          assert.deepEqual(visited, expected['files']);
          assert.deepEqual(page, { ...expected, files: [] });
        },
      ),
      { numRuns: 40 },
    );
  });

  test('only the array of that name in the outermost object is visited', async () => {
    const whole = [
      `{"a": "${filler}", "files": [1, 2]}`,
      `{"files": [ ], "a": "${filler}"}`,
      `{"a": "${filler}"}`,
      `{"a": {"files": [1]}, "b": "${filler}"}`,
      `{"files": {"files": [1]}, "b": ["files", [1], "${filler}"]}`,
    ];
    for (const text of whole) {
      assert.deepEqual(await read(text, megabyte), {
        page: JSON.parse(text) as unknown,
        visited: [],
      });
    }
  });

  test('what is no JSON is refused wherever it is wrong', async () => {
    const [head, tail] = [`{"files": [{"a": "${filler}"}`, ', {"b": 1}], "name": "x"}'];
    assert.equal((await read(head + tail, megabyte)).visited.length, 2);
    const wrong = [
      head,
      `${head},`,
      `${head}, ]}`,
      `${head} {}]}`,
      `${head}}, "name": "x"}`,
      `${head}${tail.slice(0, -1)}`,
      `${head}${tail} x`,
      `${head}, {"b": 01}], "name": "x"}`,
      `{"files" [${head.slice(11)}${tail}`,
      `{"files": [, ${head.slice(11)}${tail}`,
      `{"files": ["${filler}`,
      `{"files": ["${filler}\\"]}`,
    ];
    for (const text of wrong) {
      assert.throws(() => JSON.parse(text), SyntaxError);
      await assert.rejects(
        read(text, megabyte),
        SyntaxError,
        `${text.slice(0, 20)}...${text.slice(-20)}`,
      );
    }
  });
});
