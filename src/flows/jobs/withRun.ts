import { whenAborted } from '../../lib/whenAborted.ts';
import { withCleanup } from '../../lib/withCleanup.ts';
import type { Context } from '../../model/context.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { EmitEvent } from '../../model/runEvent.ts';
import { StopControl } from '../../schedule/stopControl.ts';
import { prepareInputs } from '../ask/prepareInputs.ts';
import type { AskedInputs, PreparedInputs } from '../ask/prepareInputs.ts';
import { openFacilities } from '../run/openFacilities.ts';
import type { Facilities, RunNeeds } from '../run/openFacilities.ts';
import { openDirects } from '../sets/openDirects.ts';
import { BytecodeCompiler } from '../bytecode/bytecodeCompiler.ts';
import type { OpenedDirects } from '../sets/openDirects.ts';
import { buildPolicy } from '../sets/resolvePolicy.ts';
import { SdistBuilder } from '../sets/sdistBuilder.ts';

/** What holds for every command that resolves or runs something. */
type SettledOptions = Pick<PreparedInputs, 'index' | 'resolution'>;

export interface RunRequest<
  G extends AskedInputs,
  O extends SettledOptions,
  P extends Interpreter | undefined,
> {
  /** Of the command line. */
  readonly given: G;
  /** The same with what settings say where the command line says nothing. */
  readonly settle: (given: G, prepared: PreparedInputs) => O;
  /** What the settled options come to. */
  readonly needs: (options: O) => RunNeeds;
  /** The one Python that the run is about, if it is about one: it then also tells what source trees are called. */
  readonly python: (facilities: Facilities) => P;
  readonly emit: EmitEvent;
}

/** An opened run: everything that is open while a command resolves or tests. `docs/run.md` tells its life. */
export interface Run<O extends SettledOptions, P = Interpreter | undefined> extends Pick<
  OpenedDirects,
  'fixed' | 'sources' | 'bring'
> {
  readonly options: O;
  readonly settings: PreparedInputs['settings'];
  readonly inputs: OpenedDirects['inputs'];
  readonly jobs: number;
  readonly python: P;
  readonly context: Context;
  readonly facilities: Facilities;
  readonly compiler: BytecodeCompiler;
  readonly builder: SdistBuilder;
  /** The one holder of how the run is told to stop. */
  readonly stop: StopControl;
  readonly emit: EmitEvent;
}

/** Opens a run, does the task, and closes everything in the reverse order, whatever happens. */
export async function withRun<
  G extends AskedInputs,
  O extends SettledOptions,
  P extends Interpreter | undefined,
  T,
>(
  request: RunRequest<G, O, P>,
  context: Context,
  task: (run: Run<O, P>) => Promise<T>,
): Promise<T> {
  const { given, emit } = request;
  const stop = stopOf(context);
  const prepared = await prepareInputs(given, context, emit);
  const { settings, inputs: read } = prepared;
  const options = request.settle(given, prepared);
  const { jobs, ...needs } = request.needs(options);
  const facilities = await openFacilities(
    { ...needs, index: options.index, settings, emit, stopped: stop.preparing },
    context,
  );
  return withCleanup(
    async () => {
      const compiler = openCompiler(facilities);
      const builder = new SdistBuilder({
        facilities,
        compiler,
        policy: buildPolicy(options.index),
        jobs,
        signal: stop.preparing,
      });
      const python = request.python(facilities);
      const surroundings = { facilities, builder, context, interpreter: python };
      const directs = await openDirects(read, surroundings);
      return task({
        ...directs,
        options,
        settings,
        jobs,
        python,
        context,
        facilities,
        compiler,
        builder,
        stop,
        emit,
      });
    },
    () => facilities.teardown.run(),
  );
}

function openCompiler(facilities: Facilities): BytecodeCompiler {
  const compiler = new BytecodeCompiler(facilities);
  facilities.teardown.register(() => compiler.close());
  return compiler;
}

/** The first Ctrl-C drains, the second aborts. */
function stopOf({ stop: signals }: Pick<Context, 'stop'>): StopControl {
  const stop = new StopControl();
  whenAborted(signals.drain, () => stop.drain('interrupted'));
  whenAborted(signals.kill, () => stop.abort('interrupted'));
  return stop;
}
