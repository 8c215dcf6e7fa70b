import { SpipError } from '../../lib/spipError.ts';
import type { Context } from '../../model/context.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { GlobalOptions } from '../../options/globalOptions.ts';
import { discoverPythons } from '../../pythons/discoverPythons.ts';
import { pickAuto } from '../../pythons/pickAuto.ts';
import { parsePythonRequest } from '../../pythons/pythonRequest.ts';
import { selectPythons } from '../../pythons/selectPythons.ts';
import { providePythons } from '../run/providePythons.ts';
import { sweptPlaces } from '../run/sweptPlaces.ts';
import { withPythonSupply } from '../run/withPythonSupply.ts';
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
    withPythonSupply({ global }, context, (supply, { options }) =>
      providePythons({
        requests: [request],
        downloads: options.pythonDownloads?.value === 'never' ? 'never' : 'manual',
        discover: () =>
          discoverPythons({ env, cwd, home, platform, named, ...places, temporary, signal }),
        supply,
      }),
    ),
  );
  const python = auto
    ? pickAuto(found.interpreters, { requiresPython: undefined })
    : selectPythons([request], found).at(-1);
  if (python === undefined) {
    throw new SpipError('no-python', 'Expected an installed final CPython, found none', {
      hint: '`spip python list` shows what there is; `spip python install 3` brings the newest',
    });
  }
  return python;
}
