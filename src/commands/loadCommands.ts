import type { Command } from './command.ts';
import { commandTable } from './commandTable.ts';
import type { CommandEntry } from './commandTable.ts';

/** All commands with all that is to be said about them, in the order of the help. */
export function loadCommands(): Promise<
  readonly { readonly entry: CommandEntry; readonly command: Command }[]
> {
  return Promise.all(
    commandTable.map(async (entry) => ({ entry, command: (await entry.load()).command })),
  );
}
