import type {
  AttemptRecord,
  CellRecord,
  InstalledPackage,
  StepRecord,
} from '../../model/record.ts';
import type { Note } from '../../model/storedWheel.ts';
import type { Cause } from '../causes.ts';
import { plainText } from '../plainText.ts';
import type { RunReport } from '../runReport.ts';
import { columnOf, compareColumns } from '../runReport.ts';
import { outcomeOf, symbolOf } from '../symbols.ts';
import { testsText } from '../text/testsText.ts';
import { TextBudget } from '../textBudget.ts';
import { Interned } from './interned.ts';
import type {
  PageCell,
  PageData,
  PageInterpreter,
  PagePackage,
  PageStep,
  PageTable,
  PageVerdict,
} from './pageData.ts';

interface Known {
  readonly causes: readonly Cause[];
  /** The ends of logs, by the id of the cell. */
  readonly logs: ReadonlyMap<string, string>;
  /** Ids of cells that have no outcome yet. */
  readonly pending: ReadonlySet<string>;
}

/** What the page knows of a run. */
export function collectData(
  { record: { cells }, selections }: RunReport,
  { causes, logs, pending }: Known,
): PageData {
  const places = new Map(cells.map((cell, index) => [cell.id, index]));
  const causeOf = new Map(
    causes.flatMap((cause, index) => cause.cells.map(({ id }) => [id, index] as const)),
  );
  const lists = new Lists();
  const byPackage = Map.groupBy(cells, (cell) => cell.package);
  const names = new Set([...selections.map((one) => one.package), ...byPackage.keys()]);
  return {
    tables: [...names].flatMap((name) => {
      const own = byPackage.get(name) ?? [];
      return own.length === 0 ? [] : [tableOf(own, places)];
    }),
    cells: cells.map((cell) => {
      const made = lists.cell(cell, causeOf.get(cell.id));
      return pending.has(cell.id) ? { ...made, v: -1 } : made;
    }),
    causes: causes.map(({ first }) => ({
      first: places.get(first.id) ?? -1,
      log: logs.get(first.id) ?? '',
    })),
    ...lists.all(),
  };
}

function tableOf(cells: readonly CellRecord[], places: ReadonlyMap<string, number>): PageTable {
  const byColumn = new Map(cells.map((cell) => [columnOf(cell), cell]));
  const columns = [...byColumn].toSorted(([a], [b]) => compareColumns(a, b));
  const titles = columns.map(([title]) => title);
  const releases = Map.groupBy(cells, ({ version }) => version);
  const [first] = cells;
  return {
    package: plainText(first?.package ?? ''),
    extras: (first?.extras ?? []).map(plainText),
    tools: (first?.tools ?? []).map(plainText),
    columns: columns.map(([title, { python, axes }]) => ({
      title: plainText(title),
      python: plainText(python),
      axes: Object.entries(axes)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([axis, value]) => [plainText(axis), plainText(value)] as const),
    })),
    rows: [...releases].map(([version, own]) => {
      const known = new Map(own.map((cell) => [columnOf(cell), places.get(cell.id)]));
      return [plainText(version), titles.map((title) => known.get(title) ?? -1)];
    }),
  };
}

// As much of a commit as names it.
const commitLetters = 12;

/** Lists of what many cells share. */
class Lists {
  readonly #room = new TextBudget({ all: 4_000_000, one: 20_000, later: 300 });
  /** As the page has them, by what they were. */
  readonly #shortened = new Map<string, number>();
  readonly #verdicts = new Interned<PageVerdict>();
  readonly #texts = new Interned<string>();
  readonly #sets = new Interned<readonly number[]>();
  readonly #packages = new Interned<PagePackage>();
  readonly #places = new Map<string, number>();
  readonly #interpreters = new Interned<PageInterpreter>();

  all(): Pick<PageData, 'verdicts' | 'texts' | 'sets' | 'packages' | 'interpreters'> {
    return {
      verdicts: this.#verdicts.values,
      texts: this.#texts.values,
      sets: this.#sets.values,
      packages: this.#packages.values,
      interpreters: this.#interpreters.values,
    };
  }

  cell(cell: CellRecord, cause: number | undefined): PageCell {
    const { version, implementation, path } = cell.interpreter;
    const set = cell.packages.map((one) => this.#package(one));
    return {
      v: this.#verdict(cell),
      s: cell.seconds,
      i: this.#interpreters.place([version, implementation, plainText(path)]),
      m: this.#text(cell.message),
      h: this.#text(cell.hint ?? ''),
      e: cell.environment?.slice(0, commitLetters),
      p: set.length === 0 ? undefined : this.#sets.place(set),
      c: cause,
      n: unlessEmpty(
        notesOf(cell).map(
          ({ text, paths }) => [this.#text(text) ?? -1, paths.map(plainText)] as const,
        ),
      ),
      a: unlessEmpty(
        cell.attempts.map(
          (attempt) =>
            [this.#verdict(attempt), this.#text(attempt.message) ?? -1, attempt.seconds] as const,
        ),
      ),
      t: unlessEmpty(cell.steps.map(stepOf)),
      o: this.#text(
        cell.steps.map(({ tests }) => (tests === null ? '' : testsText(tests))).join(''),
      ),
    };
  }

  /** There are few, and every cell names a dozen of them. */
  #package({ name, version, file, built }: InstalledPackage): number {
    const key = `${name}\n${version}\n${file}\n${String(built)}`;
    const known = this.#places.get(key);
    if (known !== undefined) {
      return known;
    }
    const texts = [name, version, file].map(plainText);
    const [plainName = '', plainVersion = '', plainFile = ''] = texts;
    const place = this.#packages.place([plainName, plainVersion, plainFile, built ? 1 : 0]);
    this.#places.set(key, place);
    return place;
  }

  #verdict(cell: Pick<AttemptRecord, 'state' | 'reason'>): number {
    return this.#verdicts.place(verdictOfPage(cell));
  }

  #text(text: string): number | undefined {
    if (text === '') {
      return undefined;
    }
    const known = this.#shortened.get(text);
    const place = known ?? this.#texts.place(plainText(this.#room.take(text)));
    this.#shortened.set(text, place);
    return place;
  }
}

/** How the page shows an outcome. */
export function verdictOfPage(cell: Pick<AttemptRecord, 'state' | 'reason'>): PageVerdict {
  const { reason } = cell;
  const state = outcomeOf(cell);
  const symbol = symbolOf(state, { unicode: true });
  return { state, reason, symbol, word: reason === 'clean' ? 'pass' : reason };
}

function stepOf(step: StepRecord): PageStep {
  const end = step.signal ?? (step.exit_status === null ? '' : String(step.exit_status));
  return [step.name, step.reason ?? step.state, step.seconds, end, plainText(step.log ?? '')];
}

function unlessEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

/** Where its verdict comes from stands with what else is odd about a cell. */
function notesOf({ notes, reused }: CellRecord): readonly Pick<Note, 'text' | 'paths'>[] {
  return reused === null
    ? notes
    : [
        { text: `found by run ${reused.run} at ${reused.decided}, not run again`, paths: [] },
        ...notes,
      ];
}
