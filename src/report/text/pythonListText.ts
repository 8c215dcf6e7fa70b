import { alignColumns } from '../alignColumns.ts';
import type { Look } from '../runReport.ts';

interface FoundPythons {
  readonly pythons: readonly {
    readonly python: string;
    readonly version: string;
    readonly path: string;
    readonly source: string;
    readonly notes: readonly string[];
  }[];
  /** Those that could not be used. */
  readonly broken: readonly {
    readonly path: string;
    readonly source: string;
    readonly reason: string;
  }[];
  /** Those that could be installed; `undefined`: nobody asked. */
  readonly installable: readonly { readonly python: string; readonly name: string }[] | undefined;
}

/** What `spip python list` prints. */
export function pythonListText(
  { pythons, broken, installable = [] }: FoundPythons,
  look: Look,
): string {
  const rows = [
    ...pythons.map(({ python, version, path, source, notes }) => [
      python,
      version,
      path,
      source,
      notes.join('; '),
    ]),
    ...installable.map(({ python, name }) => [
      python,
      '-',
      '-',
      '-',
      `\`spip python install ${name}\` brings it`,
    ]),
    ...broken.map(({ path, source, reason }) => ['-', '-', path, source, `broken: ${reason}`]),
  ];
  return rows.length === 0
    ? 'No Python found on this machine\n'
    : alignColumns(['Python', 'Version', 'Path', 'Found by', 'Notes'], rows, look);
}
