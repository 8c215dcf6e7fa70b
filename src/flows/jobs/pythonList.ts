import type { Context } from '../../model/context.ts';
import type { BrokenInterpreter } from '../../model/interpreter.ts';
import type { GlobalOptions } from '../../options/globalOptions.ts';
import { discoverPythons } from '../../pythons/discoverPythons.ts';
import { listPythons } from '../../pythons/listPythons.ts';
import type { ListedPython } from '../../pythons/listPythons.ts';
import { sweptPlaces } from '../run/sweptPlaces.ts';
import { withUnfinished } from '../run/withUnfinished.ts';

interface PythonsHere {
  readonly pythons: readonly ListedPython[];
  readonly broken: readonly BrokenInterpreter[];
}

/** `spip python list`. */
export async function pythonList(global: GlobalOptions, context: Context): Promise<PythonsHere> {
  const { env, cwd, home, platform, stop } = context;
  const places = await sweptPlaces(global, context);
  const signal = stop.drain;
  const { interpreters, broken } = await withUnfinished(places, (temporary) =>
    discoverPythons({ env, cwd, home, platform, ...places, temporary, signal }),
  );
  return { pythons: listPythons(interpreters), broken };
}
