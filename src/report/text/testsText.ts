import type { FailingTest, TestsRecord } from '../../model/ownTests.ts';
import type { CellRecord } from '../../model/record.ts';
import { plainLine } from '../plainText.ts';

/** What was run of a release's own tests, from where, and what came of each that failed. */
export function testsText(tests: TestsRecord): string {
  const { runner, rule, from, paths, requirements, failing, more_failing: more, skips } = tests;
  const asked = requirements.asked.length === 0 ? 'nothing' : requirements.asked.join(', ');
  const source = requirements.source === '' ? '' : ` (${requirements.source})`;
  return [
    `Own tests    ${countsText(tests)} with ${runner}, from ${plainLine(paths.join(', '))} of the ${from} (${rule})`,
    `Need         ${plainLine(asked)}${plainLine(source)}`,
    ...failing.map(
      (one) => `${one.kind === 'failed' ? 'failed ' : `${one.kind} `}${failingText(one)}`,
    ),
    ...(more > 0 ? [`and ${more} more`] : []),
    ...skips.map(({ reason, count }) => `skipped ${count}: ${plainLine(reason)}`),
  ]
    .map((line) => `  ${line}\n`)
    .join('');
}

/** `120 passed, 2 failed`. */
function countsText({ counts }: Pick<TestsRecord, 'counts'>): string {
  const { passed, failed, errors, skipped, xfailed, xpassed } = counts;
  const parts = Object.entries({ passed, failed, errors, skipped, xfailed, xpassed })
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`);
  return parts.length === 0 ? 'none' : parts.join(', ');
}

function failingText({ test, exception, message, cause }: FailingTest): string {
  const raised = [exception, message].filter((part) => part !== '').join(': ');
  return plainLine(`${test}: ${raised}${cause === null ? '' : ` [${cause}]`}`);
}

/** How many passed, or failed, as short as a grid wants it; '' for a cell without own tests. */
export function testsMark({ steps }: Pick<CellRecord, 'steps'>): string {
  const counts = steps.find(({ tests }) => tests !== null)?.tests?.counts;
  if (counts === undefined) {
    return '';
  }
  const bad = counts.failed + counts.errors;
  const ran = bad + counts.passed + counts.xfailed + counts.xpassed;
  return bad > 0 ? ` ${bad}/${ran}` : ran > 0 ? ` ${ran}` : '';
}
