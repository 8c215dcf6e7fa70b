import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { earlier, parseMoment } from '../../../src/lib/parseMoment.ts';

suite('the first moment that no longer counts', () => {
  const moments: readonly (readonly [text: string, moment: string])[] = [
    // uv takes a bare date in the zone of the machine; so does `date`.
    ['2024-05-01', '2024-05-02T00:00:00.000Z'],
    ['2024-02-29', '2024-03-01T00:00:00.000Z'],
    ['2024-05-01T12:00:00Z', '2024-05-01T12:00:00.000Z'],
    ['2024-05-01T12:00:00.25+02:00', '2024-05-01T10:00:00.250Z'],
    ['2024-05-01 12:00Z', '2024-05-01T12:00:00.000Z'],
  ];
  for (const [text, moment] of moments) {
    test(text, () => assert.equal(parseMoment(text)?.toISOString(), moment));
  }

  for (const text of ['2024-02-30', '2024-05-01T12:00:00', 'yesterday', '2024-5-1', '']) {
    test(`refuses \`${text}\``, () => {
      assert.equal(parseMoment(text), undefined);
    });
  }

  test('the earlier of two that may be missing', () => {
    const [a, b] = [new Date(1), new Date(2)];
    assert.equal(earlier(a, b), a);
    assert.equal(earlier(b, a), a);
    assert.equal(earlier(undefined, b), b);
    assert.equal(earlier(a, undefined), a);
    assert.equal(earlier(undefined, undefined), undefined);
  });
});
