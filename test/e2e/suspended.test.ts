// A run at a terminal that is suspended and goes on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { HeldCommands } from '../support/heldCommand.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import { spawnOnTerminal } from '../support/terminalRun.ts';
import { TerminalModel } from '../unit/report/terminalModel.ts';

/** What stands on the terminal. */
function shown(text: string): TerminalModel {
  const terminal = new TerminalModel();
  terminal.write(text.replaceAll('\r\n', '\n'));
  return terminal;
}

test('Ctrl-Z leaves the terminal as it was, and fg brings the board back', async () => {
  await using indexed = await IndexedRig.open([wheelFile({ name: 'thing', version: '1.0' })]);
  await using held = await HeldCommands.open(indexed.rig.root);
  const command = `{python} ${held.script} ${held.socket}`;
  const run = spawnOnTerminal(indexed.rig, ['matrix', 'thing', '--command', command]);
  const child = await held.next();
  await run.told(/testing/);
  assert.equal(shown(run.stderr()).cursorVisible, false);
  run.signal('SIGUSR1');
  // The cursor is given back, and nothing comes behind that.
  await run.told(/\[\?25h[^[]*(?:\[\?2026l)?$/);
  const stopped = shown(run.stderr());
  assert.equal(stopped.cursorVisible, true);
  assert.doesNotMatch(stopped.lines().join('\n'), /testing/);
  run.signal('SIGUSR2');
  await run.told(/\[\?25h[^]*\[\?25l[^]*testing/);
  assert.match(shown(run.stderr()).lines().join('\n'), /testing/);
  child.release();
  const { status, stderr } = await run.ended;
  assert.equal(status, 0, stderr);
  const ended = shown(stderr);
  assert.equal(ended.cursorVisible, true);
  assert.deepEqual(
    ended.lines().filter((line) => line !== ''),
    [],
  );
});
