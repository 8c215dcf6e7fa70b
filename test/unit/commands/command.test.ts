import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { commandsOf } from '../../../src/commands/command.ts';
import { commandTable } from '../../../src/commands/commandTable.ts';
import { commandHelp } from '../../../src/commands/helpText.ts';
import { optionTable } from '../../../src/options/optionTable.ts';
import type { OptionTable } from '../../../src/options/option.ts';
import { parseCommandLine } from '../../../src/options/parseCommandLine.ts';
import { parseValue } from '../../../src/options/parseValue.ts';

/** Whether two types are the same. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

suite('an option that is added to the table', () => {
  const table = {
    ...optionTable,
    passColor: {
      name: 'pass-color',
      takes: 'value',
      placeholder: 'COLOR',
      parse: parseValue.choice('green', 'blue'),
      default: 'green',
      help: 'How a pass looks [green]',
    },
  } as const satisfies OptionTable;

  const seen: ('green' | 'blue')[] = [];
  const command = commandsOf(table)({
    name: 'look',
    operands: '',
    description: '',
    groups: [{ title: 'Look', options: ['passColor', 'pre'] }],
    examples: [],
    run: ({ options }) => {
      const isTyped: Same<
        typeof options,
        { readonly passColor: 'green' | 'blue'; readonly pre: boolean }
      > = true;
      assert.ok(isTyped);
      seen.push(options.passColor);
      return Promise.resolve(0);
    },
  });

  test('is told in the help', () => {
    assert.ok(
      commandHelp(command, { color: false, columns: () => 80 }).includes(
        'Look:\n' +
          '      --pass-color COLOR      How a pass looks [green]\n' +
          '      --pre                   Pre-releases too\n',
      ),
    );
  });

  test('is read, with its type', async () => {
    for (const argv of [['--pass-color=blue'], []]) {
      await command.run(parseCommandLine(argv, command, '/'), {} as never);
    }
    assert.deepEqual(seen, ['blue', 'green']);
  });
});

test('no option is declared for nothing, and each has a help for each command', async () => {
  const commands = await Promise.all(commandTable.map(({ load }) => load()));
  const taken = new Set(commands.flatMap(({ command }) => Object.keys(command.options)));
  assert.deepEqual([...taken].toSorted(), Object.keys(optionTable).toSorted());
  for (const { command } of commands) {
    for (const { name, help } of Object.values(command.options)) {
      const text = typeof help === 'string' ? help : help[command.name];
      assert.ok(text !== undefined, `spip ${command.name} --${name}`);
    }
  }
});
