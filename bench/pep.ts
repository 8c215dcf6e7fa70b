// Prints how fast the standards are: `npm run bench:pep`.
import { evaluateMarker, parseMarker } from '../src/pep/marker.ts';
import { parseRequirement } from '../src/pep/requirement.ts';
import { parseSpecifiers, specifiersContain } from '../src/pep/specifiers.ts';
import { compareVersions, parseVersion } from '../src/pep/version.ts';
import {
  complementRanges,
  intersectRanges,
  isSubsetRanges,
  unionRanges,
} from '../src/pep/versionRanges.ts';
import { parseWheelFilename } from '../src/pep/wheelFilename.ts';

const suffixes = ['', 'a1', 'rc2', '.post1', '.dev3', '+local.1', `.${'9'.repeat(40)}`, '.0'];
const texts = Array.from(
  { length: 1000 },
  (_, i) => `${i % 7}.${(i * 31) % 50}.${i % 9}${suffixes[i % suffixes.length]}`,
);
const versions = texts.map(parseVersion);
const specifierTexts = ['>=1.2,<4', '~=2.3.1', '!=1.*,>0.5', '==3.*', '>=1,!=1.5,!=2.7.1,<5.0'];
const specifiers = specifierTexts.map(parseSpecifiers);
const ranges = Array.from({ length: 200 }, (_, i) =>
  unionRanges(
    parseSpecifiers(`>=${i % 5}.${i % 13},<${(i % 5) + 1}.${i % 7},!=${i % 5}.20`).ranges,
    parseSpecifiers(`==${i % 9}.${i % 11}.*`).ranges,
  ),
);
const requirement = 'requests[security,socks] >= 2.8.1, == 2.8.* ; python_version < "3.8"';
const marker = parseMarker(
  'python_version >= "3.8" and (sys_platform == "win32" or extra == "dev")',
);
const environment = {
  implementation_name: 'cpython',
  implementation_version: '3.11.7',
  os_name: 'posix',
  platform_machine: 'x86_64',
  platform_python_implementation: 'CPython',
  platform_release: '6.1.0',
  platform_system: 'Linux',
  platform_version: '#1',
  python_full_version: '3.11.7',
  python_version: '3.11',
  sys_platform: 'linux',
};
const extras = new Set(['dev']);

measure('compareVersions', 1_000_000, (i) =>
  compareVersions(pick(versions, i), pick(versions, i * 7)),
);
measure('specifiersContain', 100_000, (i) =>
  specifiersContain(pick(specifiers, i), pick(versions, i)),
);
measure('intersectRanges', 200_000, (i) => intersectRanges(pick(ranges, i), pick(ranges, i * 7)));
measure('unionRanges', 200_000, (i) => unionRanges(pick(ranges, i), pick(ranges, i * 7)));
measure('complementRanges', 200_000, (i) => complementRanges(pick(ranges, i)));
measure('isSubsetRanges', 200_000, (i) => isSubsetRanges(pick(ranges, i), pick(ranges, i * 7)));
measure('parseVersion', 100_000, (i) => parseVersion(pick(texts, i)));
measure('parseSpecifiers', 100_000, (i) => parseSpecifiers(pick(specifierTexts, i)));
measure('parseRequirement', 100_000, () => parseRequirement(requirement));
measure('evaluateMarker', 100_000, () => evaluateMarker(marker, environment, extras));
measure('parseWheelFilename', 100_000, (i) =>
  parseWheelFilename(
    `numpy-1.${i % 30}.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl`,
  ),
);

function measure(name: string, count: number, run: (i: number) => unknown): void {
  let kept = 0;
  const start = performance.now();
  for (let i = 0; i < count; i += 1) {
    kept += run(i) === undefined ? 0 : 1;
  }
  const seconds = (performance.now() - start) / 1000;
  const rate = Math.round(count / seconds).toLocaleString('en');
  console.log(
    `${count.toLocaleString('en')} ${name}: ${seconds.toFixed(3)} s (${rate} per second)`,
  );
  if (kept !== count) {
    throw new Error(`Expected a result of each ${name}`);
  }
}

function pick<T>(items: readonly T[], i: number): T {
  const item = items[i % items.length];
  if (item === undefined) {
    throw new Error('Expected items to pick from');
  }
  return item;
}
