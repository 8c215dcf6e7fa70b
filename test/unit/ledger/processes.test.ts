import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { askGit, temporaryFolder } from './ledgerRig.ts';

interface Report {
  readonly bases: readonly string[];
  readonly basesMade: number;
}

function isReport(value: unknown): value is Report {
  return typeof value === 'object' && value !== null && 'bases' in value && 'basesMade' in value;
}

test('16 cells of two processes start on nothing: one ledger, one base, no worktree left', async () => {
  await using folder = temporaryFolder();
  const script = join(import.meta.dirname, 'ledgerChild.ts');
  const children = ['a', 'b'].map((name) =>
    spawn(process.execPath, [script, folder.path, name], { stdio: ['pipe', 'pipe', 'pipe'] }),
  );
  const outputs = children.map(({ stdout }) => text(stdout));
  const errors = children.map(({ stderr }) => text(stderr));
  await Promise.all(
    children.map(({ stdout }) => new Promise((resolve) => stdout.once('data', resolve))),
  );
  for (const { stdin } of children) {
    stdin.end();
  }
  assert.deepEqual(await Promise.all(errors), ['', '']);
  const reports = (await Promise.all(outputs)).map((output): Report => {
    const report: unknown = JSON.parse(output.replace(/^ready\n/, ''));
    assert.ok(isReport(report));
    return report;
  });
  assert.equal(new Set(reports.flatMap(({ bases }) => bases)).size, 1);
  assert.equal(
    reports.reduce((sum, { basesMade }) => sum + basesMade, 0),
    1,
  );
  const ledger = join(folder.path, 'ledger.git');
  assert.equal(askGit(ledger, 'worktree', 'list').trim().split('\n').length, 1);
  assert.equal(askGit(ledger, 'for-each-ref', 'refs/spip/env').trim().split('\n').length, 8);
  assert.equal(askGit(ledger, 'fsck', '--strict', '--no-dangling'), '');
  assert.deepEqual(readdirSync(folder.path).toSorted(), ['a', 'b', 'ledger.git', 'locks']);
});
