import type { BenchCell } from './contenders.ts';

/** The part of the record that is read here. */
interface RunRecord {
  readonly cells: readonly {
    readonly package: string;
    readonly version: string;
    readonly state: string;
    readonly interpreter: { readonly path: string } | null;
  }[];
}

/** The cells of a record that passed; an error where one came to anything else than that or was not applicable. */
export function cellsOfRecord(text: string): readonly BenchCell[] {
  const { cells } = JSON.parse(text) as RunRecord;
  return cells.flatMap(({ package: name, version, state, interpreter }) => {
    if (state !== 'pass' && state !== 'not-applicable') {
      throw new Error(`Expected all cells to pass, found \`${name} ${version}\`: ${state}`);
    }
    return interpreter === null || state !== 'pass'
      ? []
      : [{ python: interpreter.path, package: name, version }];
  });
}
