import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { commandsOf } from '../../../src/commands/command.ts';
import { commandTable } from '../../../src/commands/commandTable.ts';
import { commandHelp } from '../../../src/commands/helpText.ts';
import { spipTable } from '../../../src/config/spipTable.ts';
import type { Context } from '../../../src/model/context.ts';
import type { OptionTable } from '../../../src/options/option.ts';
import { optionTable } from '../../../src/options/optionTable.ts';
import { parseCommandLine } from '../../../src/options/parseCommandLine.ts';
import { parseValue } from '../../../src/options/parseValue.ts';
import { readSettings, settingNames } from '../../../src/options/readSettings.ts';
import { settle } from '../../../src/options/settle.ts';

/** Whether two types are the same. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

suite('an option that is added to the table', () => {
  type Color = 'green' | 'blue' | 'white';
  const table = {
    ...optionTable,
    passColor: {
      name: 'pass-color',
      takes: 'value',
      placeholder: 'COLOR',
      parse: parseValue.choice('green', 'blue', 'white'),
      setting: true,
      default: 'white',
      help: 'How a pass looks [white]',
    },
  } as const satisfies OptionTable;

  let looks: Color | undefined;
  const command = commandsOf(table)({
    name: 'look',
    operands: '',
    description: '',
    groups: [{ title: 'Look', options: ['passColor', 'pre'] }],
    examples: [],
    run: ({ given, options }, { env }) => {
      const isTyped: Same<typeof options, { readonly passColor: Color; readonly pre: boolean }> =
        true;
      assert.ok(isTyped);
      looks = settle(table, given, settingsOf(env)).passColor;
      return Promise.resolve(0);
    },
  });

  /** `[tool.spip]` stands in a variable for the test, as TOML's parser gives it. */
  function settingsOf({
    TOML,
    ...env
  }: Context['env']): ReturnType<typeof readSettings<typeof table>> {
    const spip = TOML === undefined ? {} : { 'pass-color': TOML };
    const file = { path: '/p/pyproject.toml', directory: '/p', table: { tool: { spip } } };
    const tables = spipTable(file, { all: table, test: {} });
    return readSettings(table, { env, cwd: '/', project: tables?.all });
  }

  test('is told in the help', () => {
    assert.ok(
      commandHelp(command, { color: false, columns: () => 80 }).includes(
        'Look:\n' +
          '      --pass-color COLOR      How a pass looks [white]\n' +
          '      --pre                   Pre-releases too\n',
      ),
    );
  });

  const rows: readonly (readonly [
    from: string,
    argv: readonly string[],
    env: Context['env'],
    expected: Color,
  ])[] = [
    ['the command line', ['--pass-color=blue'], { SPIP_PASS_COLOR: 'green' }, 'blue'],
    ['SPIP_*', [], { SPIP_PASS_COLOR: 'green', TOML: 'blue' }, 'green'],
    ['[tool.spip]', [], { TOML: 'blue' }, 'blue'],
    ['its default', [], {}, 'white'],
  ];
  for (const [from, argv, env, expected] of rows) {
    test(`is read from ${from}`, async () => {
      await command.run(parseCommandLine(argv, command, '/'), { env } as Context);
      assert.equal(looks, expected);
    });
  }

  test('is refused where it is wrong', () => {
    assert.throws(() => parseCommandLine(['--pass-color=red'], command, '/'), {
      message: 'Expected `--pass-color` to be one of `green`, `blue`, `white`, found `red`',
    });
    assert.throws(() => settingsOf({ SPIP_PASS_COLOR: 'red' }), {
      message: 'Expected one of `green`, `blue`, `white` in `SPIP_PASS_COLOR`: `red`',
    });
    assert.throws(() => settingsOf({ TOML: 'red' }), {
      message:
        'Expected one of `green`, `blue`, `white` in `/p/pyproject.toml [tool.spip] pass-color`: `red`',
    });
  });
});

test('no option is declared for nothing, and each has a help for each command', async () => {
  const commands = await Promise.all(commandTable.map(({ load }) => load()));
  const taken = new Set(commands.flatMap(({ command }) => Object.keys(command.options)));
  const settings = Object.entries<OptionTable[string]>(optionTable).flatMap(([key, { setting }]) =>
    setting === undefined ? [] : [key],
  );
  assert.deepEqual(
    [...taken.union(new Set(settings))].toSorted(),
    Object.keys(optionTable).toSorted(),
  );
  for (const { command } of commands) {
    for (const { name, help } of Object.values(command.options)) {
      const text = typeof help === 'string' ? help : help[command.name];
      assert.ok(text !== undefined, `spip ${command.name} --${name}`);
    }
  }
});

test('each setting belongs to one option', () => {
  const names = settingNames(optionTable);
  assert.deepEqual(names, [...new Set(names)]);
});
