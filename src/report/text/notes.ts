import type { CellRecord } from '../../model/record.ts';
import type { Verbosity } from '../../model/verbosity.ts';
import { wrapWords } from '../displayWidth.ts';
import { paint } from '../paint.ts';
import { plainLine } from '../plainText.ts';
import type { Look } from '../runReport.ts';
import { whichCells } from '../whichCells.ts';

const mostNotes = 8;
const mostPaths = 3;

/** Oddities that decided nothing: the same note of several cells stands once. */
export function notesText(cells: readonly CellRecord[], look: Look, verbosity: Verbosity): string {
  const entries = cells.flatMap((cell) =>
    cell.notes
      .filter(({ code }) => verbosity === 'verbose' || code !== 'as-of')
      .map((note) => ({ cell, note })),
  );
  const groups = [...Map.groupBy(entries, ({ note }) => JSON.stringify(note)).values()];
  const shown = verbosity === 'verbose' ? groups : groups.slice(0, mostNotes);
  const { yellow, dim } = paint(look);
  const lines = shown.flatMap((group) => {
    const [first] = group;
    if (first === undefined) {
      return [];
    }
    const who = whichCells(
      group.map(({ cell }) => cell),
      cells,
    );
    const text = `${yellow('note:')} ${plainLine(first.note.text)}${pathsText(first.note.paths)}`;
    return [text, ...wrapWords(who.split(' '), look.columns() - 2).map((line) => `  ${dim(line)}`)];
  });
  const left = groups.length - shown.length;
  if (left > 0) {
    lines.push(dim(`${left} more notes: -v shows them`));
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function pathsText(paths: readonly string[]): string {
  if (paths.length === 0) {
    return '';
  }
  const shown = paths.slice(0, mostPaths).map((path) => `\`${plainLine(path)}\``);
  const left = paths.length - shown.length;
  return `: ${shown.join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}
