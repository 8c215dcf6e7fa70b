import type { History } from '../flows/jobs/history.ts';
import { openBrowser } from '../report/serve/openBrowser.ts';
import { untilStopped } from '../report/serve/untilStopped.ts';
import { defineCommand } from './command.ts';
import { expectOperands } from './expectOperands.ts';
import { globalOf } from './globalOf.ts';
import { globalGroup } from './sharedGroups.ts';

export const command = defineCommand({
  name: 'serve',
  operands: '[OPTIONS] [RUN]',
  description:
    'Shows earlier runs in a browser until Ctrl-C: a list, how packages fared over time, and\n' +
    'each run as a page. Served to this machine alone, at an address that holds a secret.\n' +
    'RUN opens at that run.',
  groups: [globalGroup],
  examples: [
    ['spip serve', 'all earlier runs'],
    ['spip serve last', 'the last run'],
  ],
  run: async (line, context) => {
    const [which] = expectOperands(line, 0, 1);
    const { openHistory } = await import('../flows/jobs/history.ts');
    const history = await openHistory(globalOf(line.options), context);
    try {
      const run = which === undefined ? '' : history.run(which).record.run.id;
      const { openPageServer } = await import('../report/serve/pageServer.ts');
      const server = await openPageServer({ page: (path) => pageOf(path, history) });
      const { screen, stop, env } = context;
      const url = `${server.url}${run}`;
      screen.out.write(`${url}\n`);
      screen.err.write('Serving earlier runs to this machine: Ctrl-C ends it\n');
      const hide = openBrowser(url, env);
      try {
        await untilStopped(stop.drain);
      } finally {
        hide();
        await server.close();
      }
      return 0;
    } finally {
      history.close();
    }
  },
});

async function pageOf(path: string, history: History): Promise<string> {
  if (path === '') {
    const { historyPage } = await import('../report/html/historyPage.ts');
    return historyPage({ runs: history.runs(), trends: history.trends() });
  }
  const { writePage } = await import('../report/html/writePage.ts');
  return writePage(history.run(path));
}
