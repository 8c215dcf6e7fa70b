import type { CellRecord } from '../../model/record.ts';

/**
 * A key that cells share whose messages differ only by their own release, their own Python and a date: one account of
 * the trouble is enough for all of them.
 */
export function alikeMessage(cell: CellRecord): string {
  const own = [cell.interpreter?.version, cell.python, cell.version].flatMap((text) =>
    text === undefined || text === '' ? [] : [escapeRegExp(text)],
  );
  const name = new RegExp(
    `(?<![\\w.])(?:python|cpython-)?(?:${own.join('|')})(?![\\w]|\\.\\d)`,
    'g',
  );
  const plain = (text: string): string =>
    text.replaceAll(name, '*').replaceAll(/\b\d{4}-\d{2}-\d{2}\b/g, '*');
  return JSON.stringify([cell.state, cell.reason, plain(cell.message), plain(cell.hint ?? '')]);
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
