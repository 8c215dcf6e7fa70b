import { formatSeconds } from '../report/formatSeconds.ts';
import type { PageCause, PageCell, PageData, PageVerdict } from '../report/html/pageData.ts';
import { stateClasses } from '../report/html/pageData.ts';
import { element } from './element.ts';
import { packagesPart } from './packagesPart.ts';
import { block, facts, table } from './parts.ts';
import type { Spot } from './rows.ts';
import { againOf } from './rows.ts';

/** All that the data has of a cell. In a page of a run that goes on, no group of cells stands for its cause. */
export function cellParts(
  spot: Spot,
  data: PageData,
  { isLive }: { readonly isLive: boolean },
): readonly Node[] {
  const { cell } = spot;
  return [
    ...verdictPart(cell, data),
    ...factsPart(spot, data),
    ...stepsPart(cell),
    ...(cell.c === undefined ? [] : logPart(data.causes[cell.c], spot.place)),
    ...(cell.o === undefined ? [] : [element('h3', {}, 'Own tests'), block(textOf(cell.o, data))]),
    ...packagesPart(spot, data),
    ...attemptsPart(cell, data),
    ...notesPart(cell, data),
    ...(cell.c === undefined || isLive ? [] : [groupLink(cell.c)]),
  ];
}

function textOf(place: number | undefined, { texts }: PageData): string {
  return texts[place ?? -1] ?? '';
}

function verdictPart(cell: PageCell, data: PageData): readonly Node[] {
  return [
    element(
      'p',
      { class: 'verdict' },
      ...verdictWords(data.verdicts[cell.v]),
      ` in ${formatSeconds(cell.s)}`,
    ),
    ...(cell.m === undefined ? [] : [block(textOf(cell.m, data))]),
    ...(cell.h === undefined
      ? []
      : [element('p', {}, element('b', {}, 'hint: '), textOf(cell.h, data))]),
  ];
}

function verdictWords(verdict: PageVerdict | undefined): readonly Node[] {
  if (verdict === undefined) {
    return [];
  }
  const { state, reason, symbol } = verdict;
  const sign = element(
    'span',
    { class: `sign ${stateClasses[state]}`, 'aria-hidden': 'true' },
    symbol,
  );
  const word = reason === 'clean' ? state : `${state}: ${reason}`;
  return [sign, element('b', {}, ` ${word}`)];
}

function factsPart(spot: Spot, { interpreters }: PageData): readonly Node[] {
  const [version = '', implementation = '', path = ''] = interpreters[spot.cell.i] ?? [];
  return facts([
    ['Python', `${version} (${implementation}) ${path}`],
    ['Environment', spot.cell.e ?? 'none'],
    ['Run again', element('code', {}, againOf(spot))],
  ]);
}

function stepsPart({ t }: PageCell): readonly Node[] {
  return t === undefined
    ? []
    : table(
        'Steps',
        ['Step', 'Outcome', 'Time', 'Exit', 'Log'],
        t.map(([name, word, seconds, end, log]) => [
          name,
          word,
          word === 'skipped' ? '' : formatSeconds(seconds),
          end,
          log,
        ]),
      );
}

function attemptsPart({ a }: PageCell, data: PageData): readonly Node[] {
  return a === undefined
    ? []
    : table(
        'Earlier attempts',
        ['Outcome', 'Message', 'Time'],
        a.map(([v, message, seconds]) => [
          data.verdicts[v]?.word ?? '',
          textOf(message, data),
          formatSeconds(seconds),
        ]),
      );
}

function notesPart({ n }: PageCell, data: PageData): readonly Node[] {
  const notes = (n ?? []).map(([note, paths]) =>
    element('li', {}, [textOf(note, data), ...paths].join(' ')),
  );
  return notes.length === 0 ? [] : [element('h3', {}, 'Notes'), element('ul', {}, ...notes)];
}

/** Logs are taken in once for each cause. */
function logPart(cause: PageCause | undefined, place: number): readonly Node[] {
  if (cause === undefined || cause.log === '') {
    return [];
  }
  const title =
    cause.first === place ? 'End of the log' : 'End of the log of the first cell with this cause';
  return [element('h3', {}, title), block(cause.log)];
}

function groupLink(cause: number): Node {
  const link = element('a', { href: `#group-${cause}` }, 'all cells with this cause');
  return element('p', {}, link);
}
