import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markdownText } from '../../../../src/report/formats/markdown.ts';
import { everyVerdict, hostileRun } from '../hostileRun.ts';
import { reportOf, result } from '../world.ts';

const failed = { state: 'fail', reason: 'tests-failed' } as const;

test('a whole report', () => {
  const report = reportOf(
    [
      result('webob 1.8.8 3.12'),
      result('webob 1.8.8 3.13', failed, { message: '2 tests failed\n`x` | y', hint: 'look' }),
      result('webob 1.8.7 3.12'),
      result('webob 1.8.7 3.13', { state: 'not-applicable', reason: 'requires-python' }),
    ],
    { webob: 9 },
  );
  assert.deepEqual(markdownText(report, 10_000).split('\n'), [
    '## spip: webob',
    '',
    '**4 cells:** ✓ 2 pass, ✗ 1 fail, · 1 not applicable in 1.20 s',
    '',
    '<sub>run k3f9a1b2, `2026-11-24T08:00:00.000Z`, `linux-x86_64`, sandbox bubblewrap, spip 0.1.0</sub>',
    '',
    '### ✗ tests-failed: 1 cell',
    '',
    '`webob 1.8.8 on 3.13`',
    '',
    '```text',
    '2 tests failed',
    '`x` | y',
    '```',
    '',
    'hint: `look`',
    '',
    '### · requires-python: 1 cell',
    '',
    '`webob 1.8.7 on 3.13`',
    '',
    '| webob | 3.12 | 3.13 |',
    '| --- | :-: | :-: |',
    '| 1.8.8 | ✓ | ✗ |',
    '| 1.8.7 | ✓ | · |',
    '',
    '<sub>✓ pass · ✗ fail · · does not apply</sub>',
    '',
  ]);
});

test('is never larger than it may be, and says what it left out', () => {
  const cells = Array.from({ length: 3000 }, (_, index) =>
    result(`webob 1.${index} 3.13`, failed, {
      message: `${'ä'.repeat(index % 7)} other ${index % 50}`,
    }),
  );
  const report = reportOf(cells, { webob: 3000 });
  for (const most of [1000, 1001, 5000, 20_000, 100_000]) {
    const text = markdownText(report, most);
    assert.ok(Buffer.byteLength(text) <= most, `${Buffer.byteLength(text)} of ${most}`);
    const [, causes = '0'] = /Left out for want of room: (?:(\d+) causes?)?/.exec(text) ?? [];
    const [, rows = '0'] = /(\d+) rows of the grid/.exec(text) ?? [];
    const told = text.match(/^### /gm)?.length ?? 0;
    const grid = text.match(/^\| 1\.\d+ \|/gm)?.length ?? 0;
    const all = Number(causes) + told;
    assert.equal(all, /Left out/.test(text) ? Number(causes) + told : told);
    assert.equal(Number(rows) + grid, 3000);
  }
  assert.doesNotMatch(markdownText(report, 10_000_000), /Left out/);
});

test('text from outside is no markup: all of it stands in code', () => {
  const markup = withoutCode(markdownText(hostileRun(), 1_000_000));
  for (const sign of ['evil', 'onerror', '@someone', 'Title', '::', '<b>', '\u001B', '##[']) {
    assert.ok(!markup.includes(sign), `\`${sign}\` is in: ${markup}`);
  }
  const tables = markup.split('\n').filter((line) => line.startsWith('|'));
  assert.ok(
    tables.length > 0 && tables.every((line) => line.replaceAll('\\|', '').split('|').length === 4),
  );
});

test('names each state that there is', () => {
  const text = markdownText(everyVerdict(), 1_000_000);
  for (const sign of ['✓', '✗', '○', '!', '·', '◷', '?', '-']) {
    assert.ok(text.includes(`| ${sign} |`), sign);
  }
});

/** Fenced blocks and code spans, by the rules of CommonMark, taken away. */
function withoutCode(markdown: string): string {
  const blocks = markdown.replaceAll(/^(`{3,})text\n[^]*?\n\1$/gm, '');
  return blocks.replaceAll(/(?<!`)(`+)(?!`)(?:(?!\n\n)[^])*?(?<!`)\1(?!`)/g, '');
}
