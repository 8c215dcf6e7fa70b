import type { PageData } from '../report/html/pageData.ts';
import { element } from './element.ts';
import { table } from './parts.ts';
import type { Spot } from './rows.ts';

/** The packages of a cell's environment, and how they differ from those of a neighbour. */
export function packagesPart(spot: Spot, data: PageData): readonly Node[] {
  const own = packagesOf(spot.place, data);
  if (own.length === 0) {
    return [];
  }
  const rows = own.map(([name, version, file, built]) => [
    name,
    version,
    built === 1 ? `${file} (built here)` : file,
  ]);
  return [
    ...table('Packages', ['Package', 'Version', 'File'], rows),
    ...differencesPart(spot, data),
  ];
}

interface Neighbour {
  readonly place: number;
  readonly name: string;
}

function differencesPart(spot: Spot, data: PageData): readonly Node[] {
  const neighbours = neighboursOf(spot).filter(({ place }) => packagesOf(place, data).length > 0);
  if (neighbours.length === 0) {
    return [];
  }
  const options = neighbours.map(({ place, name }) =>
    element('option', { value: String(place) }, `${name} (${wordOf(place, data)})`),
  );
  const select = element('select', {}, ...options);
  // One that ended otherwise says most.
  const other = neighbours.find(({ place }) => data.cells[place]?.v !== spot.cell.v);
  select.value = String((other ?? neighbours[0])?.place ?? '');
  const told = element('div', { 'aria-live': 'polite' });
  const tell = (): void => {
    const rows = differences(spot.place, Number(select.value), data);
    told.replaceChildren(
      ...(rows.length === 0
        ? [element('p', {}, 'The same packages.')]
        : table('', ['Package', 'There', 'Here'], rows).slice(1)),
    );
  };
  select.addEventListener('change', tell);
  tell();
  return [element('p', {}, element('label', {}, 'Differences to ', select)), told];
}

const mostNeighbours = 60;

/** The same release elsewhere, and the releases before and after it there. */
function neighboursOf({ row, column, place }: Spot): readonly Neighbour[] {
  const { table: own, cells } = row;
  const index = own.columns.indexOf(column);
  const beside = own.columns.map(({ title }, at) => ({
    place: cells[at] ?? -1,
    name: `${row.version} on ${title}`,
  }));
  const at = own.rows.findIndex(([version]) => version === row.version);
  const around = [at + 1, at - 1, at + 2, at - 2].flatMap((near) => {
    const [version, places] = own.rows[near] ?? [];
    return version === undefined
      ? []
      : [{ place: places?.[index] ?? -1, name: `${version} on ${column.title}` }];
  });
  return [...around, ...beside]
    .filter((one) => one.place !== -1 && one.place !== place)
    .slice(0, mostNeighbours);
}

function differences(place: number, other: number, data: PageData): readonly (readonly string[])[] {
  const versions = [other, place].map(
    (one) => new Map(packagesOf(one, data).map(([name, version]) => [name, version])),
  );
  const names = [...new Set(versions.flatMap((each) => [...each.keys()]))].toSorted();
  return names
    .map((name) => [name, ...versions.map((each) => each.get(name) ?? '-')])
    .filter(([, there, here]) => there !== here);
}

function packagesOf(place: number, data: PageData): PageData['packages'] {
  const set = data.sets[data.cells[place]?.p ?? -1] ?? [];
  return set.flatMap((one) => {
    const found = data.packages[one];
    return found === undefined ? [] : [found];
  });
}

function wordOf(place: number, data: PageData): string {
  return data.verdicts[data.cells[place]?.v ?? -1]?.word ?? '';
}
