import type { Context } from '../../model/context.ts';
import type { GlobalOptions } from '../../options/globalOptions.ts';
import { discoverPythons } from '../../pythons/discoverPythons.ts';
import { listPythons } from '../../pythons/listPythons.ts';
import { alignColumns } from '../../report/alignColumns.ts';
import { sweptPlaces } from '../run/sweptPlaces.ts';
import { withUnfinished } from '../run/withUnfinished.ts';

interface ListRequest {
  readonly global: GlobalOptions;
  readonly format: 'table' | 'json';
}

/** `spip python list`. Resolves to the exit status. */
export async function runPythonList(options: ListRequest, context: Context): Promise<number> {
  const { env, cwd, home, platform, screen, stop } = context;
  const places = await sweptPlaces(options.global, context);
  const signal = stop.drain;
  const found = await withUnfinished(places, (temporary) =>
    discoverPythons({ env, cwd, home, platform, ...places, temporary, signal }),
  );
  const rows = listPythons(found);
  if (options.format === 'json') {
    const pythons = found.interpreters.map((each, index) => ({
      python: each.python,
      version: each.version,
      implementation: each.implementation,
      path: each.executable,
      source: each.source,
      abiflags: each.abiflags,
      notes: rows[index]?.notes ?? [],
    }));
    screen.out.write(
      `${JSON.stringify({ schema_version: 1, pythons, broken: found.broken }, undefined, 2)}\n`,
    );
  } else if (rows.length === 0) {
    screen.out.write('No Python found on this machine\n');
  } else {
    screen.out.write(
      alignColumns(
        ['Python', 'Version', 'Path', 'Found by', 'Notes'],
        rows.map((row) => [
          row.label === '' ? '-' : row.label,
          row.version === '' ? '-' : row.version,
          row.path,
          row.source,
          row.notes.join('; '),
        ]),
        screen.out,
      ),
    );
  }
  return 0;
}
