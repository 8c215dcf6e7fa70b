import type { CellRecord } from '../../model/record.ts';
import type { RunReport } from '../runReport.ts';
import { compareColumns } from '../runReport.ts';
import { xmlText } from './xmlText.ts';

interface Badge {
  readonly message: string;
  readonly color: keyof typeof paints;
}

const label = 'tested on';

/** What Shields reads as an endpoint. */
export function badgeJson(report: RunReport): string {
  const { message, color } = badgeOf(report);
  return `${JSON.stringify({ schemaVersion: 1, label, message, color })}\n`;
}

/** The same as an image. */
export function badgeSvg(report: RunReport): string {
  const { message, color } = badgeOf(report);
  const [left, right] = [label, message].map((text) => Math.round(widthOf(text)) + 10);
  const [a = 0, b = 0] = [left, right];
  const title = xmlText(`${label}: ${message}`);
  const text = (content: string, middle: number): string =>
    `<text x="${middle}" y="14">${xmlText(content)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${a + b}" height="20" role="img" aria-label="${title}">`,
    `<title>${title}</title>`,
    `<clipPath id="r"><rect width="${a + b}" height="20" rx="3"/></clipPath>`,
    `<g clip-path="url(#r)"><rect width="${a}" height="20" fill="#555"/>`,
    `<rect x="${a}" width="${b}" height="20" fill="${paints[color]}"/></g>`,
    `<g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">`,
    `${text(label, a / 2)}${text(message, a + b / 2)}</g>`,
    '</svg>',
    '',
  ].join('\n');
}

// Dark enough for white text (WCAG AA).
const paints = { brightgreen: '#2a7b1f', yellow: '#8a6500', red: '#b3261e', lightgrey: '#666' };

/** The Pythons on which the newest release passes; with several packages, the newest of each. */
function badgeOf({ record, selections }: RunReport): Badge {
  const newest = new Map(selections.map((one) => [one.package, one.versions[0]]));
  const cells = record.cells.filter(
    (cell) => cell.version === newest.get(cell.package) && cell.state !== 'not-applicable',
  );
  const byPython = Map.groupBy(cells, ({ python }) => python);
  const passed = [...byPython].filter(([, own]) => passes(own, newest.size)).map(([name]) => name);
  if (cells.length === 0) {
    return { message: 'nothing', color: 'lightgrey' };
  }
  if (passed.length === 0) {
    return { message: 'no Python that passes', color: 'red' };
  }
  const clean = cells.every(({ state }) => state === 'pass');
  return { message: rangesOf(passed), color: clean ? 'brightgreen' : 'yellow' };
}

function passes(cells: readonly CellRecord[], packages: number): boolean {
  const there = new Set(cells.map((cell) => cell.package)).size;
  return there === packages && cells.every(({ state }) => state === 'pass');
}

/** `3.9 - 3.13, pypy3.10`: only minor versions that follow each other are joined. */
function rangesOf(pythons: readonly string[]): string {
  const ranges: string[][] = [];
  for (const python of pythons.toSorted(compareColumns)) {
    const last = ranges.at(-1);
    if (last !== undefined && nextOf(last.at(-1) ?? '') === python) {
      last.push(python);
    } else {
      ranges.push([python]);
    }
  }
  return ranges
    .flatMap((range) => (range.length > 2 ? [`${range[0] ?? ''} - ${range.at(-1) ?? ''}`] : range))
    .join(', ');
}

function nextOf(python: string): string | undefined {
  const [, minor] = /^3\.(\d+)$/.exec(python) ?? [];
  return minor === undefined ? undefined : `3.${Number(minor) + 1}`;
}

// Verdana at 11 pixels, nearly.
function widthOf(text: string): number {
  return Array.from(text).reduce((sum, letter) => sum + (/[.,\- il:]/.test(letter) ? 4.4 : 7), 0);
}
