import type { PageData, PageVerdict } from '../report/html/pageData.ts';
import { stateClasses } from '../report/html/pageData.ts';
import { element } from './element.ts';
import { block, facts, seconds, table } from './parts.ts';
import { packagesPart } from './packagesPart.ts';
import type { Spot } from './rows.ts';
import { againOf, idOf } from './rows.ts';

/** Where all that is known of a cell is shown. */
export interface Panel {
  show(spot: Spot): void;
  close(): void;
}

/** `onClose` is called when it was closed, with what it showed. */
export function cellPanel(data: PageData, onClose: (spot: Spot) => void): Panel {
  const dialog = element('dialog', { id: 'panel', 'aria-labelledby': 'panel-title' });
  let shown: Spot | undefined;
  dialog.addEventListener('close', () => {
    // It may show another cell by now.
    if (shown !== undefined && !dialog.open) {
      onClose(shown);
    }
  });
  dialog.addEventListener('click', ({ target }) => {
    // What lies beside the panel belongs to it: its backdrop.
    if (target === dialog) {
      dialog.close();
    }
  });
  document.body.append(dialog);
  return {
    show: (spot) => {
      shown = spot;
      const close = element('button', { type: 'button' }, 'Close (Esc)');
      close.addEventListener('click', () => dialog.close());
      const title = element('h2', { id: 'panel-title' }, idOf(spot));
      const parts = partsOf(spot, data);
      dialog.replaceChildren(
        element(
          'div',
          { class: 'inside' },
          element('div', { class: 'bar' }, title, close),
          ...parts,
        ),
      );
      if (!dialog.open) {
        dialog.showModal();
      }
      dialog.scrollTop = 0;
    },
    close: () => dialog.close(),
  };
}

function partsOf(spot: Spot, data: PageData): readonly Node[] {
  const { cell } = spot;
  const text = (place: number | undefined): string =>
    place === undefined ? '' : (data.texts[place] ?? '');
  const [version = '', implementation = '', path = ''] = data.interpreters[cell.i] ?? [];
  const cause = cell.c === undefined ? undefined : data.causes[cell.c];
  return [
    element('p', {}, ...verdictWords(data.verdicts[cell.v]), ` in ${seconds(cell.s)}`),
    ...(cell.m === undefined ? [] : [block(text(cell.m))]),
    ...(cell.h === undefined ? [] : [element('p', {}, element('b', {}, 'hint: '), text(cell.h))]),
    ...facts([
      ['Python', `${version} (${implementation}) ${path}`],
      ['Environment', text(cell.e) || 'none'],
      ['Run again', againOf(spot)],
    ]),
    ...(cell.t === undefined
      ? []
      : table(
          'Steps',
          ['Step', 'Outcome', 'Time', 'Exit', 'Log'],
          cell.t.map((step) => [step[0], step[1], seconds(step[2]), step[3], step[4]]),
        )),
    ...(cell.o === undefined ? [] : [element('h3', {}, 'Own tests'), block(text(cell.o))]),
    ...packagesPart(spot, data),
    ...(cell.a === undefined
      ? []
      : table(
          'Earlier attempts',
          ['Outcome', 'Message', 'Time'],
          cell.a.map(([v, message, s]) => [
            data.verdicts[v]?.word ?? '',
            text(message),
            seconds(s),
          ]),
        )),
    ...(cell.n === undefined
      ? []
      : [
          element('h3', {}, 'Notes'),
          element(
            'ul',
            {},
            ...cell.n.map(([note, paths]) => element('li', {}, [text(note), ...paths].join(' '))),
          ),
        ]),
    ...(cause === undefined || cell.c === undefined
      ? []
      : causePart(cell.c, cause.log, cause.first === spot.place)),
  ];
}

function causePart(index: number, log: string, isFirst: boolean): readonly Node[] {
  const link = element('a', { href: `#group-${index}` }, 'all cells with this cause');
  return [
    ...(log === ''
      ? []
      : [
          element(
            'h3',
            {},
            isFirst ? 'End of the log' : 'End of the log of the first cell with this cause',
          ),
          block(log),
        ]),
    element('p', {}, link),
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
