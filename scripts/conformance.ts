// Runs the cases of a folder of conformance data, and those of the tables in docs/inputs.md: `npm run conformance -- FOLDER`.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { runArchives } from './conformance/archives.ts';
import type { ConformanceCounts } from './conformance/counts.ts';
import { runMarkers } from './conformance/markers.ts';
import { runNames } from './conformance/names.ts';
import { runPolicy } from './conformance/policy.ts';
import { runRequirements } from './conformance/requirements.ts';
import { runScenarios } from './conformance/scenarios.ts';
import { runSpecifiers } from './conformance/specifiers.ts';
import { runVersions } from './conformance/versions.ts';

type Part = (folder: string) => ConformanceCounts | Promise<ConformanceCounts>;

const parts: readonly (readonly [path: string, run: Part])[] = [
  ['versions.json', runVersions],
  ['specifiers.json', runSpecifiers],
  ['markers.json', runMarkers],
  ['requirements.json', runRequirements],
  ['names.json', runNames],
  ['scenarios', runScenarios],
  ['archives', runArchives],
];

const [folder, ...rest] = process.argv.slice(2);
if (folder === undefined || rest.length > 0 || !existsSync(folder)) {
  console.error('error: Expected one existing folder: npm run conformance -- FOLDER');
  process.exitCode = 2;
} else {
  await runAll(folder);
}

async function runAll(from: string): Promise<void> {
  const total = { passed: 0, failed: 0, policyDifferences: 0 };
  const add = (name: string, counts: ConformanceCounts): void => {
    counts.lines.forEach((line) => console.log(line));
    console.log(`${name}: ${counts.passed} passed, ${counts.failed} failed`);
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.policyDifferences += counts.policyDifferences;
  };
  for (const [path, run] of parts) {
    if (!existsSync(join(from, path))) {
      console.log(`${path}: not there, skipped`);
      continue;
    }
    add(path, await run(from));
  }
  add('docs/inputs.md', await runPolicy());
  console.log(
    `${total.passed} passed, ${total.failed} failed, ${total.policyDifferences} policy differences`,
  );
  process.exitCode = total.failed === 0 ? 0 : 1;
}
