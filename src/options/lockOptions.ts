import type { PythonDownloads } from './matrixOptions.ts';
import type { GlobalOptions } from './globalOptions.ts';
import type { GivenIndex, IndexOptions } from './indexOptions.ts';
import type { OptionTable, Values } from './option.ts';
import { parseValue } from './parseValue.ts';
import type { GivenResolution, ResolutionOptions } from './resolutionOptions.ts';

/** What only `spip lock` takes. */
export const lockOptions = {
  python: {
    name: 'python',
    takes: 'value',
    placeholder: 'WHICH',
    parse: parseValue.text,
    help: "3.12, '>=3.9', pypy3.10, a path [the newest final CPython]",
  },
  lockFormat: {
    name: 'format',
    takes: 'value',
    placeholder: 'FORMAT',
    parse: parseValue.choice('table', 'json', 'pylock'),
    default: 'table',
    help: 'table, json or pylock (PEP 751) [table]',
  },
} as const satisfies OptionTable;

type Own = Values<typeof lockOptions>;

/** What `spip lock` is asked. */
export interface LockRequest extends Pick<Own, 'python'> {
  readonly pythonDownloads: PythonDownloads | undefined;
  readonly format: Own['lockFormat'];
  readonly pre: boolean;
  readonly global: GlobalOptions;
  readonly index: GivenIndex;
  readonly resolution: GivenResolution;
  /** As given; empty only where `resolution` names requirements files or groups. */
  readonly requirements: readonly string[];
}

/** The same with what the settings say. */
export interface LockOptions extends LockRequest {
  readonly pythonDownloads: PythonDownloads;
  readonly index: IndexOptions;
  readonly resolution: ResolutionOptions;
}
