import { SpipError } from '../../lib/spipError.ts';
import type { Context } from '../../model/context.ts';
import type { CellJob } from '../../model/cellJob.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { EmitEvent, RunEvent } from '../../model/runEvent.ts';
import type { AgainRequest } from '../../options/againRequest.ts';
import { matrixOptions } from '../../options/matrixOptions.ts';
import type { MatrixOptions } from '../../options/matrixOptions.ts';
import { settle } from '../../options/settle.ts';
import { writeAside } from '../../report/writeAside.ts';
import type { PreparedInputs } from '../ask/prepareInputs.ts';
import type { Inputs } from '../ask/readInputs.ts';
import { EnvironmentResolver } from '../sets/environmentResolver.ts';
import type { ResolverFor } from '../sets/environmentResolver.ts';
import { resolvePolicy } from '../sets/resolvePolicy.ts';
import type { WheelBuilder } from '../sets/wheelBuilder.ts';
import type { Facilities, RunNeeds } from '../run/openFacilities.ts';
import type { RecordedCell } from './recordedCell.ts';
import { recordedSet, withSdist } from './recordedSet.ts';

/** What is asked of a run that holds one recorded cell. */
interface AgainRun {
  readonly given: AgainRequest & { readonly requirements: readonly [] };
  readonly settle: (given: AgainRequest, prepared: PreparedInputs) => MatrixOptions;
  readonly needs: (options: MatrixOptions) => RunNeeds;
  readonly python: (facilities: Facilities) => Interpreter;
  readonly emit: EmitEvent;
}

/** A run for one recorded cell: on its Python, in its sandbox, with nothing of what settings say about cells. */
export function againRun(
  request: AgainRequest,
  recorded: RecordedCell,
  { screen }: Pick<Context, 'screen'>,
): AgainRun {
  const { global } = request;
  const { isolation } = recorded.job;
  const { path } = recorded.record.interpreter;
  return {
    given: { ...request, requirements: [] },
    settle: (_, { settings, index, resolution }) => ({
      ...settle(
        matrixOptions,
        {
          rerun: 'all',
          noResultCache: settings.options.noResultCache?.value,
          sandbox: isolation === 'none' ? 'off' : 'require',
          pythons: [path],
          pythonDownloads: 'never',
        },
        {},
      ),
      global,
      requirements: [],
      script: undefined,
      scriptArgs: [],
      index,
      resolution,
    }),
    needs: ({ sandbox, pythons, pythonDownloads }) => ({
      sandbox,
      pythons,
      pythonDownloads,
      runsTests: true,
      jobs: 1,
    }),
    python: ({ pythons }) => interpreterOf(recorded, pythons.interpreters),
    emit: (event: RunEvent) => writeAside(event, screen.err, global.verbosity),
  };
}

/** The recorded cell as work, with the resolver that has nothing but its files to choose from. */
export async function againJob(
  recorded: RecordedCell,
  run: {
    readonly facilities: Facilities;
    readonly builder: WheelBuilder;
    readonly python: Interpreter;
    readonly options: MatrixOptions;
    readonly inputs: Inputs;
  },
): Promise<{ readonly job: CellJob; readonly resolverFor: ResolverFor }> {
  const { index } = run.facilities;
  const [job, fixed] = await Promise.all([
    withSdist(recorded.job, index),
    recordedSet(recorded, index),
  ]);
  const { strategy } = run.options.resolution;
  const policy = resolvePolicy(run.options.index, { pre: true, strategy });
  const { facilities, builder, python: interpreter, inputs: read } = run;
  // Overrides explain what is at odds with itself; the files need no constraint.
  const inputs = { ...read, constraints: [] };
  const resolver = new EnvironmentResolver({
    facilities,
    builder,
    interpreter,
    policy,
    inputs,
    fixed,
  });
  return { job, resolverFor: () => resolver };
}

function interpreterOf(
  { record: { id, interpreter }, job }: RecordedCell,
  there: readonly Interpreter[],
): Interpreter {
  const found = there.find(({ build }) => build === job.interpreterBuild);
  if (found === undefined) {
    throw new SpipError(
      'no-python',
      `Expected the very Python of \`${id}\`: \`${interpreter.path}\` is another one by now, or gone`,
      { hint: '`spip python list` shows what there is' },
    );
  }
  return found;
}
