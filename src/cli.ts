import { homedir } from 'node:os';
import manifest from '../package.json' with { type: 'json' };
import type { CommandEntry } from './commands/commandTable.ts';
import { colorAsked } from './commands/colorAsked.ts';
import { commandTable } from './commands/commandTable.ts';
import { route } from './commands/route.ts';
import type { Context, Screen } from './model/context.ts';
import { openProcessScreen } from './report/screen.ts';

/** Runs one command line and sets the process's exit status. */
export async function main(argv: readonly string[]): Promise<void> {
  const screen = openProcessScreen({ ...process.env, ...colorAsked(argv) });
  try {
    process.exitCode = await dispatch(argv, screen);
    await screen.flush();
  } catch (error) {
    const [{ describeFailure }, { exitStatusOfError }] = await Promise.all([
      import('./report/describeFailure.ts'),
      import('./report/exitStatus.ts'),
    ]);
    screen.err.write(describeFailure(error, screen.err));
    process.exitCode = exitStatusOfError(error);
  }
}

async function dispatch(argv: readonly string[], screen: Screen): Promise<number> {
  const target = route(argv, commandTable);
  switch (target.kind) {
    case 'version':
      screen.out.write(`spip ${manifest.version}\n`);
      return 0;
    case 'overview': {
      const { overviewHelp } = await import('./commands/helpText.ts');
      const members = commandTable.filter(
        ({ name }) => target.family === '' || name.startsWith(`${target.family} `),
      );
      screen.out.write(overviewHelp(members, target.family, screen.out));
      return 0;
    }
    case 'help': {
      const [{ commandHelp }, { command }] = await Promise.all([
        import('./commands/helpText.ts'),
        target.entry.load(),
      ]);
      screen.out.write(commandHelp(command, screen.out));
      return 0;
    }
    case 'run':
      return run(target.entry, target.rest, screen);
  }
}

async function run(entry: CommandEntry, rest: readonly string[], screen: Screen): Promise<number> {
  const [
    { parseCommandLine },
    { userFolders },
    { watchStopSignals },
    { watchStalls },
    { command },
  ] = await Promise.all([
    import('./options/parseCommandLine.ts'),
    import('./commands/userFolders.ts'),
    import('./commands/watchStopSignals.ts'),
    import('./commands/watchStalls.ts'),
    entry.load(),
  ]);
  const { cwd, home } = userFolders({ cwd: () => process.cwd(), homedir });
  const line = parseCommandLine(rest, command, cwd);
  const stop = watchStopSignals(process);
  const stalls = watchStalls(process, () => void tellStalled(screen));
  const context: Context = {
    version: manifest.version,
    env: process.env,
    cwd,
    home,
    platform: process.platform,
    clock: { now: () => new Date(), elapsed: () => performance.now() / 1000 },
    screen,
    stop,
    onStall: stalls.onStall,
  };
  try {
    return await command.run(line, context);
  } catch (error) {
    const { exitStatusOfSignal, isInterruption } = await import('./report/exitStatus.ts');
    const signal = stop.received();
    if (signal === undefined || !isInterruption(error)) {
      throw error;
    }
    screen.err.write('Interrupted\n');
    return exitStatusOfSignal(signal);
  } finally {
    stop.release();
    stalls.release();
  }
}

/** The command never ends: nothing is left that it could wait for. */
async function tellStalled(screen: Screen): Promise<void> {
  const [{ describeFailure }, { exitStatusOfError }, { stalled }] = await Promise.all([
    import('./report/describeFailure.ts'),
    import('./report/exitStatus.ts'),
    import('./commands/watchStalls.ts'),
  ]);
  const error = stalled();
  process.exitCode = exitStatusOfError(error);
  screen.err.write(describeFailure(error, screen.err));
  await screen.flush();
}
