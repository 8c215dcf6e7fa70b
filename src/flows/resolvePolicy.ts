import { SpipError } from '../lib/spipError.ts';
import type { IndexOptions } from '../model/options.ts';
import type { ResolvePolicy } from '../resolve/resolveRequest.ts';

/** The policy that the options of a command ask for. */
export function resolvePolicy(index: IndexOptions, pre: boolean): ResolvePolicy {
  return {
    pre,
    onlyBinary: formatNames(index.onlyBinary),
    noBinary: formatNames(index.noBinary),
    excludeNewer: index.excludeNewer === undefined ? undefined : parseMoment(index.excludeNewer),
    strategy: 'highest',
  };
}

/** As pip reads it: `:all:` and `:none:` replace what stands before them. */
function formatNames(values: readonly string[]): 'all' | readonly string[] {
  let names: 'all' | readonly string[] = [];
  for (const value of values) {
    if (value === ':all:') {
      names = 'all';
    } else if (value === ':none:') {
      names = [];
    } else {
      names = names === 'all' ? names : [...names, value];
    }
  }
  return names;
}

/** A bare date means the end of that day in UTC; a timestamp is exclusive. */
function parseMoment(text: string): Date {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const isTimestamp =
    /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/.test(text);
  const moment = new Date(text);
  if ((!isDate && !isTimestamp) || Number.isNaN(moment.getTime())) {
    throw new SpipError(
      'usage',
      `Expected a date or a timestamp for \`--exclude-newer\`: ${text}`,
      {
        hint: 'for example `2024-05-01` (the end of that day, UTC) or `2024-05-01T12:00:00Z`',
      },
    );
  }
  return isDate ? new Date(moment.getTime() + 86_400_000) : moment;
}
