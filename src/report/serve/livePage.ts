import { setTimeout } from 'node:timers/promises';
import type { Pane } from '../../model/context.ts';
import type { StoredRun } from '../../model/record.ts';
import type { CellMessage, LiveMessage } from '../html/liveMessage.ts';
import type { PackedData } from '../html/packData.ts';
import type { Reporter } from '../reporter.ts';
import { LiveRun } from './liveRun.ts';
import type { PageServer } from './pageServer.ts';
import { untilStopped } from './untilStopped.ts';

interface LiveParts {
  readonly pane: Pick<Pane, 'write'>;
  /** Shows an address to the user; that it cannot is no failure. What it returns is called when nothing is served any more. */
  readonly show: (url: string) => () => void;
  /** Until when the page stays after the run has ended; `undefined`: it ends with the run. */
  readonly staysUntil: AbortSignal | undefined;
}

/** Serves the page of a run while it goes on. It is made anew for whoever asks; who has it is told of each cell. */
export function livePage({ pane, show, staysUntil }: LiveParts): Reporter {
  const run = new LiveRun();
  const followers = new Set<(message: object) => void>();
  const tellAll = (message: LiveMessage): void => followers.forEach((say) => say(message));
  let server: Promise<PageServer> | undefined;
  let hide: (() => void) | undefined;
  return {
    on: (event) => {
      const message = run.on(event);
      if (event.kind === 'run-started') {
        server = serve(run, followers);
        void server.then(
          ({ url }) => {
            pane.write(`The run as a page: ${url}\n`);
            hide = show(url);
          },
          // Said when the reporters are closed.
          () => undefined,
        );
      } else if (message !== undefined) {
        tellAll(message);
      }
    },
    close: async () => {
      const opened = await server;
      if (opened === undefined) {
        return;
      }
      try {
        if (followers.size > 0) {
          tellAll({ ended: true });
          await setTimeout(reloadMilliseconds);
        }
        if (staysUntil !== undefined && !staysUntil.aborted) {
          pane.write(`The page stays until Ctrl-C: ${opened.url}\n`);
          await untilStopped(staysUntil);
        }
      } finally {
        hide?.();
        await opened.close();
      }
    },
  };
}

// Who follows asks for the whole page once more when the run has ended.
const reloadMilliseconds = 1500;

/** A run that nobody watches loads none of it. */
async function serve(run: LiveRun, followers: Set<(message: object) => void>): Promise<PageServer> {
  const [{ openPageServer }, { writePage, packCell }] = await Promise.all([
    import('./pageServer.ts'),
    import('../html/writePage.ts'),
  ]);
  return openPageServer({
    page: async (path) => {
      const stored = run.stored();
      return path === '' && stored !== undefined ? writePage(stored, run.pending) : undefined;
    },
    follow: (path, say) => {
      if (path === 'events') {
        followers.add(say);
        say(run.snapshot());
        return () => followers.delete(say);
      }
      const [, place] = /^cell(\d+)$/.exec(path) ?? [];
      return place === undefined
        ? undefined
        : followCell(() => messageOf(run.cell(Number(place)), packCell), say);
    },
  });
}

function messageOf(
  stand: ReturnType<LiveRun['cell']>,
  packCell: (ended: StoredRun) => PackedData,
): CellMessage | undefined {
  return stand !== undefined && 'ended' in stand ? { cell: packCell(stand.ended) } : stand;
}

// A log that is read is looked at as often.
const lookMilliseconds = 500;

/** Tells how a cell stands, whenever that has changed, until it has ended. */
function followCell(
  look: () => CellMessage | undefined,
  say: (message: CellMessage) => void,
): (() => void) | undefined {
  if (look() === undefined) {
    return undefined;
  }
  let told = '';
  const tell = (): void => {
    const message = look();
    const text = JSON.stringify(message);
    if (message !== undefined && text !== told) {
      told = text;
      say(message);
    }
    if (message !== undefined && 'cell' in message) {
      clearInterval(timer);
    }
  };
  const timer = setInterval(tell, lookMilliseconds);
  timer.unref();
  tell();
  return () => clearInterval(timer);
}
