import type { PageData, PageVerdict } from '../report/html/pageData.ts';
import type { Row } from './rows.ts';

/** What is shown; empty members hold for everything. */
export interface Filter {
  readonly states: ReadonlySet<string>;
  readonly reason: string;
  readonly package: string;
  readonly python: string;
  readonly text: string;
}

/** The filter that an address asks for: `#state=fail,blocked&python=3.13`. */
export function parseFilter(hash: string): Filter {
  const asked = new URLSearchParams(hash.replace(/^#/, ''));
  return {
    states: new Set((asked.get('state') ?? '').split(',').filter((state) => state !== '')),
    reason: asked.get('reason') ?? '',
    package: asked.get('package') ?? '',
    python: asked.get('python') ?? '',
    text: asked.get('text') ?? '',
  };
}

export function filterHash(filter: Filter): string {
  const asked = new URLSearchParams();
  const members = { ...filter, state: [...filter.states].join(',') };
  for (const name of ['state', 'reason', 'package', 'python', 'text'] as const) {
    if (members[name] !== '') {
      asked.set(name, members[name]);
    }
  }
  return String(asked);
}

/** Whether the filter lets everything through. */
export function isOpen(filter: Filter): boolean {
  return filterHash(filter) === '';
}

/** Says of a row which of its cells the filter lets through; `undefined`: the row has none. */
export function matcherOf(
  filter: Filter,
  data: PageData,
): (row: Row) => readonly boolean[] | undefined {
  const verdicts = data.verdicts.map((verdict) => isAsked(verdict, filter));
  const text = filter.text.trim().toLowerCase();
  const texts = data.texts.map((one) => text !== '' && one.toLowerCase().includes(text));
  return ({ table, version, cells }) => {
    if (filter.package !== '' && filter.package !== table.package) {
      return undefined;
    }
    const named = text === '' || `${table.package} ${version}`.toLowerCase().includes(text);
    const matched = cells.map((place, index) => {
      const cell = data.cells[place];
      return (
        cell !== undefined &&
        verdicts[cell.v] === true &&
        (filter.python === '' || filter.python === table.columns[index]?.python) &&
        (named || [cell.m, cell.h].some((one) => one !== undefined && texts[one] === true))
      );
    });
    return matched.includes(true) ? matched : undefined;
  };
}

function isAsked({ state, reason }: PageVerdict, filter: Filter): boolean {
  return (
    (filter.states.size === 0 || filter.states.has(state)) &&
    (filter.reason === '' || filter.reason === reason)
  );
}
