import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { CellRecord } from '../../../src/model/record.ts';
import type { Verdict } from '../../../src/model/verdict.ts';
import { githubActions } from '../../../src/report/githubActions.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { hostileTexts } from './hostileRun.ts';
import { fakePane, finishedEvent, result, startedEvent } from './world.ts';

const failed: Verdict = { state: 'fail', reason: 'tests-failed' };

async function annotate(cells: readonly CellRecord[], summary?: string): Promise<string> {
  const pane = fakePane();
  const reporter = githubActions(
    pane,
    summary === undefined ? {} : { GITHUB_STEP_SUMMARY: summary },
  );
  reporter.on(startedEvent(cells));
  cells.forEach((cell) => reporter.on(finishedEvent(cell)));
  reporter.on({ kind: 'run-finished', seconds: 1, exit_status: 1 });
  await reporter.close();
  return pane.writes.join('');
}

test('each cause is one annotation, what did not apply is none', async () => {
  const said = await annotate([
    result('webob 1.0 3.12', failed, { message: '1 test failed' }),
    result('webob 1.0 3.13', failed, { message: '1 test failed' }),
    result('webob 1.1 3.13', { state: 'not-applicable', reason: 'requires-python' }),
    result('webob 1.2 3.13'),
    result('webob 1.3 3.13', { state: 'limit', reason: 'timeout' }, { message: '100% slow' }),
  ]);
  assert.equal(
    said,
    '::error title=webob%3A tests-failed::webob 1.0 on 3.12, 3.13: 1 test failed\n' +
      '::error title=webob%3A timeout::webob 1.3 on 3.13: 100%25 slow\n',
  );
});

test('there are at most ten, and the last says how many more there would be', async () => {
  const cells = Array.from({ length: 12 }, (_, index) =>
    result(`webob 1.${index} 3.13`, failed, { message: 'x'.repeat(index + 1) }),
  );
  const lines = (await annotate(cells)).trimEnd().split('\n');
  assert.equal(lines.length, 10);
  assert.equal(lines[9], '::error title=spip::3 more causes: `spip show k3f9a1b2` has them');
});

test('text from outside ends no annotation and begins none', async () => {
  const cells = hostileTexts.map((text, index) =>
    result(`webob 1.${index} 3.13`, failed, { message: text }),
  );
  const lines = (await annotate(cells)).trimEnd().split('\n');
  assert.equal(lines.length, hostileTexts.length);
  for (const line of lines) {
    assert.match(line, /^::error title=webob%3A tests-failed::webob 1\.\d on 3\.13: [^\r\n]*$/);
  }
});

test('the summary is put behind what the step wrote, as far as there is room', async (t) => {
  const summary = join(await temporaryFolder(t), 'summary.md');
  await writeFile(summary, 'before\n');
  await annotate([result('webob 1.0 3.13')], summary);
  assert.match(await readFile(summary, 'utf8'), /^before\n## spip: webob\n/);
  await writeFile(summary, 'x'.repeat(999_000));
  await annotate([result('webob 1.0 3.13')], summary);
  assert.equal((await readFile(summary, 'utf8')).length, 999_000);
});

test('a summary that cannot be written costs nothing but a warning', async () => {
  const said = await annotate([result('webob 1.0 3.13')], '/proc/nowhere/summary.md');
  assert.match(said, /^warning: Failed to write the summary of this step: /);
});
