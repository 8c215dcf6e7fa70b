import type { PackageSelection } from '../../model/runInfo.ts';
import { wrapWords } from '../displayWidth.ts';
import { paint } from '../paint.ts';
import type { Look } from '../runReport.ts';

/** The package and how many of its releases were chosen: `colorama  16 of 63 releases`. */
export function selectionText(selection: PackageSelection, look: Look): string {
  const { bold, dim } = paint(look);
  const { available, origins, choice } = selection;
  const noun = available === 1 ? 'release' : 'releases';
  const [first = `${chosenOf(selection)} ${noun}`, ...others] = origins ?? [];
  const lines = [...others, ...(choice === undefined ? [] : [choice])].flatMap((line) =>
    wrapWords(line.split(' '), look.columns() - 2),
  );
  return [
    `${bold(selection.package)}  ${dim(first)}`,
    ...lines.map((line) => `  ${dim(line)}`),
  ].join('\n');
}

/** Of a few packages a line each, of many one paragraph: `19 packages: attrs 1 of 63, six 1 of 28 releases`. */
export function selectionsText(selections: readonly PackageSelection[], look: Look): string {
  if (selections.length <= mostLines) {
    return selections.map((selection) => selectionText(selection, look)).join('\n');
  }
  const named = selections.map((one) => `${one.package} ${chosenOf(one)}`).join(', ');
  const words = `${selections.length} packages: ${named} releases`.split(' ');
  return wrapWords(words, look.columns()).join('\n');
}

const mostLines = 3;

/** `16 of 63`, `all 3`, `1`. */
function chosenOf({ versions, available }: PackageSelection): string {
  const chosen = versions.length;
  return chosen !== available ? `${chosen} of ${available}` : chosen === 1 ? '1' : `all ${chosen}`;
}
