import type { Interpreter } from '../model/interpreter.ts';
import { interpreterFiles } from './interpreterFiles.ts';
import { manifestLine, manifestText } from './manifestText.ts';

export interface BaseDescription {
  /** For example `base/cpython-3.11.7-linux-x86_64`. */
  readonly branch: string;
  /** What every environment on this Python starts from; no path of a machine. */
  readonly text: string;
}

/** The bare environment of an interpreter, as the ledger keeps it: equal for equal Pythons on all machines. */
export function describeBase(interpreter: Interpreter): BaseDescription {
  const { markers, paths } = interpreter;
  const python = `${interpreter.version}${interpreter.freeThreaded ? 't' : ''}${interpreter.debug ? 'd' : ''}`;
  const name =
    interpreter.implementation === 'pypy'
      ? `pypy${markers.implementation_version}-${python}`
      : `cpython-${python}`;
  const facts = {
    implementation: interpreter.implementation,
    implementation_version: markers.implementation_version,
    python,
    cache_tag: interpreter.cacheTag,
    platform: `${markers.sys_platform}-${markers.platform_machine}`,
    ...paths,
  };
  const rows = Object.entries(facts).map(([key, value]) => `${key}: ${value}`);
  const files = manifestText(interpreterFiles(interpreter).map(manifestLine));
  return {
    branch: `base/${name}-${facts.platform}`.replaceAll(/[^A-Za-z0-9/._-]+/g, '-'),
    text: `${rows.join('\n')}\n\n${files}`,
  };
}
