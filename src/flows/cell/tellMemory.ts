import type { MemoryPeak } from '../../model/memoryPeak.ts';
import type { CellHost } from './cellHost.ts';

/** The same host, which also tells what memory the steps of each attempt took, before its place goes to another cell. */
export function tellMemory(
  host: Omit<CellHost, 'slot'>,
  tell: (peak: MemoryPeak) => void,
): Omit<CellHost, 'slot'> {
  return {
    ...host,
    test: async (request) => {
      const tested = await host.test(request);
      for (const { name: step, resources } of tested.steps) {
        const bytes = resources?.memoryBytes ?? resources?.maxRssBytes;
        if (bytes !== undefined) {
          tell({ package: request.job.underTest, step, bytes });
        }
      }
      return tested;
    },
  };
}
