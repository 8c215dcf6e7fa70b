import { SpipError } from '../../lib/spipError.ts';
import type { Context } from '../../model/context.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { GlobalOptions } from '../../options/globalOptions.ts';
import { discoverPythons } from '../../pythons/discoverPythons.ts';
import { pickAuto } from '../../pythons/pickAuto.ts';
import { parsePythonRequest } from '../../pythons/pythonRequest.ts';
import { selectPythons } from '../../pythons/selectPythons.ts';
import { sweptPlaces } from '../run/sweptPlaces.ts';
import { withUnfinished } from '../run/withUnfinished.ts';

interface FindRequest {
  readonly global: GlobalOptions;
  /** As given: `3.11`, `'>=3.9'`, a path, `auto`. */
  readonly request: string;
}

/** `spip python find WHICH`: the newest that the request means. */
export async function pythonFind(
  { global, request }: FindRequest,
  context: Context,
): Promise<Interpreter> {
  const { env, cwd, home, platform, stop } = context;
  const places = await sweptPlaces(global, context);
  const auto = request === 'auto';
  const named = auto
    ? []
    : parsePythonRequest(request).flatMap((one) => (one.kind === 'path' ? [one.text] : []));
  const signal = stop.drain;
  const found = await withUnfinished(places, (temporary) =>
    discoverPythons({ env, cwd, home, platform, named, ...places, temporary, signal }),
  );
  const python = auto
    ? pickAuto(found.interpreters, { requiresPython: undefined })
    : selectPythons([request], found).at(-1);
  if (python === undefined) {
    throw new SpipError('no-python', 'Expected an installed final CPython, found none', {
      hint: '`spip python list` shows what there is',
    });
  }
  return python;
}
