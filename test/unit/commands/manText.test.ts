import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { loadCommands } from '../../../src/commands/loadCommands.ts';
import { manText } from '../../../src/commands/manText.ts';

test('the manual page has every command and option, and nothing that man takes for a request', async () => {
  const commands = await loadCommands();
  const text = manText(commands, '1.2.3');
  for (const { entry, command } of commands) {
    assert.ok(text.includes(`.SH SPIP ${entry.name.toUpperCase()}\n`), entry.name);
    for (const { name } of Object.values(command.options)) {
      assert.ok(text.includes(String.raw`\fB\-\-${name.replaceAll('-', String.raw`\-`)}\fR`), name);
    }
  }
  const requests = text.split('\n').filter((line) => /^[.']/.test(line));
  assert.deepEqual(
    requests.filter((line) => !/^\.(?:TH|SH|SS|TP|PP|B|I)(?: |$)/.test(line)),
    [],
  );
  assert.doesNotMatch(text, /\n\n/);
});

test('man reads it without a word', async (t) => {
  const { status, stderr, error } = spawnSync(
    'man',
    ['--warnings', '-E', 'UTF-8', '-l', '-Tutf8', '-'],
    {
      input: manText(await loadCommands(), '1.2.3'),
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], MANWIDTH: '80', LC_ALL: 'C.UTF-8' },
    },
  );
  if (error !== undefined) {
    t.skip('needs man');
    return;
  }
  assert.equal(status, 0, stderr);
  assert.equal(stderr, '');
});
