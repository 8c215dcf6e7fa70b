import { evaluateMarker, formatMarker, parseMarker } from '../../src/pep/marker.ts';
import type { MarkerEnvironment } from '../../src/pep/markerEnvironment.ts';
import { refuses, Tally } from './counts.ts';
import type { ConformanceCounts } from './counts.ts';
import { readTable } from './readTable.ts';

interface MarkersTable {
  readonly valid?: readonly string[];
  readonly invalid?: readonly string[];
  readonly evaluate?: readonly (readonly [
    string,
    Readonly<Record<string, string>> | null,
    boolean,
  ])[];
}

/** What the cases leave open: an ordinary Linux machine. */
const defaults: MarkerEnvironment = {
  implementation_name: 'cpython',
  implementation_version: '3.12.1',
  os_name: 'posix',
  platform_machine: 'x86_64',
  platform_python_implementation: 'CPython',
  platform_release: '6.1.0',
  platform_system: 'Linux',
  platform_version: '#1 SMP',
  python_full_version: '3.12.1',
  python_version: '3.12',
  sys_platform: 'linux',
};

/** PEP 508 markers: reading (and reading what was written), refusals, evaluation. */
export function runMarkers(folder: string): ConformanceCounts {
  const table = readTable<MarkersTable>(folder, 'markers.json');
  const tally = new Tally('markers');
  for (const text of table.valid ?? []) {
    tally.check(`read ${text}`, [true, true], () => {
      const written = formatMarker(parseMarker(text));
      return [typeof written === 'string', formatMarker(parseMarker(written)) === written];
    });
  }
  for (const text of table.invalid ?? []) {
    tally.check(`refuse ${text}`, true, () => refuses(() => parseMarker(text)));
  }
  for (const [text, given, expected] of table.evaluate ?? []) {
    const { extra, ...variables } = given ?? {};
    tally.check(`evaluate ${text} with ${JSON.stringify(given)}`, expected, () =>
      evaluateMarker(
        parseMarker(text),
        { ...defaults, ...variables },
        new Set(extra === undefined ? [] : [extra]),
      ),
    );
  }
  return tally.counts;
}
