import type { Context } from '../../model/context.ts';
import type { BrokenInterpreter, Interpreter } from '../../model/interpreter.ts';
import type { GlobalOptions } from '../../options/globalOptions.ts';
import { discoverPythons } from '../../pythons/discoverPythons.ts';
import { listPythons } from '../../pythons/listPythons.ts';
import type { ListedPython } from '../../pythons/listPythons.ts';
import { minorOf, newestArchives } from '../../pythons/provision/chooseArchive.ts';
import { installedLabels } from '../../pythons/provision/installedPythons.ts';
import { archiveLabel, requestFor } from '../../pythons/provision/pythonArchive.ts';
import { sweptPlaces } from '../run/sweptPlaces.ts';
import { withPythonSupply } from '../run/withPythonSupply.ts';
import { withUnfinished } from '../run/withUnfinished.ts';

interface ListRequest {
  readonly global: GlobalOptions;
  /** Also what could be installed. */
  readonly installable: boolean;
  /** Path or URL of the list of Pythons; `undefined`: what the settings say. */
  readonly manifest: string | undefined;
}

/** A Python that `spip python install` can bring. */
interface InstallablePython {
  readonly python: string;
  /** What to ask for. */
  readonly name: string;
}

interface PythonsHere {
  readonly pythons: readonly ListedPython[];
  readonly broken: readonly BrokenInterpreter[];
  /** `undefined`: nobody asked. */
  readonly installable: readonly InstallablePython[] | undefined;
}

/** `spip python list`. */
export async function pythonList(request: ListRequest, context: Context): Promise<PythonsHere> {
  const { env, cwd, home, platform, stop } = context;
  const places = await sweptPlaces(request.global, context);
  const signal = stop.drain;
  const { interpreters, broken } = await withUnfinished(places, (temporary) =>
    discoverPythons({ env, cwd, home, platform, ...places, temporary, signal }),
  );
  const pythons = listPythons(interpreters);
  return {
    pythons,
    broken,
    installable: request.installable
      ? await installablePythons(request, context, interpreters)
      : undefined,
  };
}

/** Of each minor version the newest, unless this very one is there. */
function installablePythons(
  request: ListRequest,
  context: Context,
  interpreters: readonly Interpreter[],
): Promise<readonly InstallablePython[]> {
  return withPythonSupply(request, context, async (supply) => {
    const there = new Set([
      ...interpreters
        .filter(({ implementation }) => implementation === 'cpython')
        .map(({ version, freeThreaded }) => `${version}${freeThreaded ? 't' : ''}`),
      ...installedLabels(supply.directory),
    ]);
    return newestArchives(await supply.archives())
      .filter((archive) => !there.has(archiveLabel(archive)))
      .map((archive) => ({ python: minorOf(archive), name: requestFor(archive) }));
  });
}
