import { SpipError } from '../../lib/spipError.ts';
import type { CellHead } from '../../model/record.ts';

/** What `--exclude-cell` rules out: cells that have all of these values. */
export interface CellExclusion {
  readonly text: string;
  readonly values: ReadonlyMap<string, string>;
}

/**
 * Reads `python=3.9,numpy=2.*`.
 *
 * @throws SpipError `usage`
 */
export function readExclusions(texts: readonly string[]): readonly CellExclusion[] {
  return texts.map((text) => {
    const parts = text.split(',').map((part) => /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/.exec(part));
    const values = parts.map((part): readonly [string, string] => {
      const [, axis = '', value = ''] = part ?? [];
      if (axis === '' || value === '') {
        throw new SpipError(
          'usage',
          `Expected \`AXIS=VALUE,...\` in \`--exclude-cell\`, found \`${text}\``,
          {
            hint: 'the axes are `python`, `release` and those behind `;` in the names of cells: `python=3.9,numpy=2.*`',
          },
        );
      }
      return [axis.toLowerCase(), value];
    });
    return { text, values: new Map(values) };
  });
}

/**
 * Refuses what names an axis that no cell has: a typing error would exclude nothing, and nobody would know.
 *
 * @throws SpipError `usage`
 */
export function expectKnownAxes(
  exclusions: readonly CellExclusion[],
  cells: readonly CellHead[],
): void {
  const known = new Set(cells.flatMap((cell) => [...valuesOf(cell).keys()]));
  for (const { text, values } of exclusions) {
    const strange = [...values.keys()].find((axis) => !known.has(axis));
    if (strange !== undefined) {
      throw new SpipError(
        'usage',
        `Expected an axis of the grid in \`--exclude-cell ${text}\`, found \`${strange}\``,
        {
          hint: `the axes are ${[...known].map((axis) => `\`${axis}\``).join(', ')}`,
        },
      );
    }
  }
}

/** What rules a cell out; `undefined`: nothing. */
export function exclusionOf(
  cell: Pick<CellHead, 'package' | 'version' | 'python' | 'axes'>,
  exclusions: readonly CellExclusion[],
): string | undefined {
  const own = valuesOf(cell);
  return exclusions.find(({ values }) =>
    [...values].every(([axis, value]) => isLike(own.get(axis), value)),
  )?.text;
}

/** A star stands for anything, and for itself. */
function isLike(value: string | undefined, pattern: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('.*');
  return value !== undefined && new RegExp(`^${source}$`).test(value);
}

/** The values of a cell on all of its axes. */
export function valuesOf({
  package: name,
  version,
  python,
  axes,
}: Pick<CellHead, 'package' | 'version' | 'python' | 'axes'>): ReadonlyMap<string, string> {
  return new Map([
    ['package', name],
    ['release', version],
    ['python', python],
    ...Object.entries(axes),
  ]);
}
