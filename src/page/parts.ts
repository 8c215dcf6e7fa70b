import { element } from './element.ts';

/** Lines as they are. */
export function block(text: string): Node {
  return element('pre', { tabindex: '0' }, text);
}

/** Names and values. */
export function facts(rows: readonly (readonly [string, Node | string])[]): readonly Node[] {
  const pairs = rows.flatMap(([name, value]) => [
    element('dt', {}, name),
    element('dd', {}, value),
  ]);
  return [element('dl', {}, ...pairs)];
}

/** A heading and a table. */
export function table(
  title: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): readonly Node[] {
  const line = (row: readonly string[]): Node =>
    element('tr', {}, ...row.map((text) => element('td', {}, text)));
  return [
    element('h3', {}, title),
    element(
      'table',
      {},
      element(
        'thead',
        {},
        element('tr', {}, ...heads.map((head) => element('th', { scope: 'col' }, head))),
      ),
      element('tbody', {}, ...rows.map(line)),
    ),
  ];
}
