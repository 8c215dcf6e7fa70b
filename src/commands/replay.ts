import type { AgainRequest } from '../options/againRequest.ts';
import type { globalOptions } from '../options/globalOptions.ts';
import type { indexOptions } from '../options/indexOptions.ts';
import type { ParsedLine } from '../options/parseCommandLine.ts';
import type { resolutionOptions } from '../options/resolutionOptions.ts';
import { isSame, replayedFacts } from '../report/replayed.ts';
import { replayText } from '../report/text/replayText.ts';
import { toJson } from '../report/toJson.ts';
import { defineCommand } from './command.ts';
import { expectOperands } from './expectOperands.ts';
import { globalOf } from './globalOf.ts';
import { indexOf } from './indexOf.ts';
import { againGroup, globalGroup, indexGroup, listFormatGroup } from './sharedGroups.ts';

export const command = defineCommand({
  name: 'replay',
  operands: '[OPTIONS] RUN CELL',
  description:
    'Runs a cell of an earlier run again, with the very files that its environment had, and compares:\n' +
    'exit status 0 if it has the same environment and comes to the same verdict, 1 if not.\n' +
    'RUN is an id from `spip runs`, its beginning, or `last`; CELL as any output writes it.',
  groups: [listFormatGroup, againGroup, indexGroup, globalGroup],
  examples: [
    ['spip replay last flask==3.0.0@3.11', 'whether it fails again'],
    ['spip replay 3f2a flask 3.0.0 on 3.11 --offline', 'with what the cache has'],
  ],
  run: async (line, context) => {
    const request = againOf(line, expectOperands(line, 2, Number.POSITIVE_INFINITY));
    const { replay } = await import('../flows/jobs/replay.ts');
    const { before, now, runs, exitStatus } = await replay(request, context);
    const { out } = context.screen;
    const same = isSame(before, now);
    const differs = replayedFacts(before, now).filter((fact) => fact.before !== fact.now);
    out.write(
      line.options.format === 'json'
        ? toJson({ schema_version: 1, same, runs, differs, before, now })
        : replayText({ before, now, runs }, out),
    );
    // The surroundings failed, or somebody stopped it: that is no answer.
    return exitStatus > 1 && !same ? exitStatus : same ? 0 : 1;
  },
});

/** What a command line says of a cell that is wanted again, by the words that name its run and it. */
export function againOf(
  { given, options }: AgainLine,
  [run = 'last', ...words]: readonly string[],
): AgainRequest {
  return {
    global: globalOf(options),
    index: indexOf(given),
    resolution: { overrideFiles: given.overrideFiles },
    run,
    // A name has spaces: with or without quotes it is one.
    cell: words.join(' '),
  };
}

type AgainTable = typeof indexOptions &
  typeof globalOptions &
  Pick<typeof resolutionOptions, 'overrideFiles'>;

type AgainLine = Pick<ParsedLine<AgainTable>, 'given' | 'options'>;
