// Prints which releases of a package fail, and why: `node examples/failing.js six --limit 3 --python all`.
import process from 'node:process';
import { matrix } from 'spip';

const [name = 'six', ...options] = process.argv.slice(2);
let ended = 0;
const { record, exitStatus } = await matrix([name], {
  options,
  onEvent: ({ kind }) => {
    ended += kind === 'cell-finished' ? 1 : 0;
  },
});
for (const { version, python, state, reason, message } of record.cells) {
  if (state !== 'pass' && state !== 'not-applicable') {
    console.log(`${name} ${version} on ${python}: ${reason} ${message}`);
  }
}
console.log(
  `${ended} of ${record.cells.length} cells ran, spip matrix would exit with ${exitStatus}`,
);
