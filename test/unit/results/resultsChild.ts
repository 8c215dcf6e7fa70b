// A process that writes a run cell by cell: `node resultsChild.ts PATH ID COUNT MODE`. With mode `hang` it never ends.
import { plannedOutcome } from '../../../src/flows/cell/outcomes.ts';
import { openResults } from '../../../src/results/openResults.ts';
import { result, run } from '../report/world.ts';

const [path = '', id = '', count = '0', mode = ''] = process.argv.slice(2);
const cells = Array.from({ length: Number(count) }, (_, index) => result(`six 1.${index} 3.11`));
const results = await openResults(path);
results.begin({
  spip: '0.1.0',
  run: { ...run, id },
  selections: [],
  cells: cells.map((one) => ({ ...one, ...plannedOutcome })),
  jobs: [],
});
for (const one of mode === 'hang' ? cells.slice(1) : cells) {
  results.saveCell(one);
  await new Promise((resolve) => setImmediate(resolve));
}
if (mode === 'hang') {
  process.stdout.write('saved\n');
  setInterval(() => undefined, 1000);
} else {
  results.finish({ seconds: 1, exitStatus: 0 });
  results.close();
}
