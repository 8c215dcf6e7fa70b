import { writeSync } from 'node:fs';
import type { Pane, Screen } from '../model/context.ts';
import { isErrno } from '../lib/isErrno.ts';
import { SpipError } from '../lib/spipError.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The part of a terminal stream that is used. */
export interface TerminalStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string, done: (error?: Error | null) => void): boolean;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** Opens the process's own streams. A hidden cursor comes back on every way out of the process. */
export function openProcessScreen(env: Env): Screen {
  const screen = openScreen({ out: process.stdout, err: process.stderr }, env);
  let hidden = false;
  const write = (text: string): void => {
    hidden =
      text.lastIndexOf(hideCursor) > text.lastIndexOf(showCursor) ||
      (hidden && !text.includes(showCursor));
    screen.err.write(text);
  };
  process.on('exit', () => {
    if (hidden) {
      try {
        writeSync(process.stderr.fd, showCursor);
      } catch {
        // The terminal is gone; there is no cursor left to show.
      }
    }
  });
  return { ...screen, err: { ...screen.err, write } };
}

export const showCursor = '\u001B[?25h';
export const hideCursor = '\u001B[?25l';

/**
 * A screen over two streams. A reader that went away (EPIPE) is no error: what follows is dropped.
 *
 * @internal
 */
export function openScreen(
  streams: { readonly out: TerminalStream; readonly err: TerminalStream },
  env: Env,
): Screen {
  const out = openPane(streams.out, env);
  const err = openPane(streams.err, env);
  return {
    out: out.pane,
    err: err.pane,
    flush: async () => {
      await Promise.all([out.written(), err.written()]);
    },
  };
}

function openPane(
  stream: TerminalStream,
  env: Env,
): { readonly pane: Pane; readonly written: () => Promise<void> } {
  let open = true;
  let last: Promise<void> = Promise.resolve();
  let failure: Error | undefined;
  const fail = (error: unknown): void => {
    open = false;
    if (!isErrno(error, 'EPIPE', 'EIO', 'ECONNRESET')) {
      failure ??= new SpipError('disk', 'Failed to write the output', { cause: error });
    }
  };
  // Without a listener a closed pipe would end the process.
  stream.on('error', fail);
  const pane: Pane = {
    live: stream.isTTY === true && env['TERM'] !== 'dumb' && !isSet(env['CI']),
    color: wantsColor(stream, env),
    unicode: showsUnicode(env),
    columns: () => Math.max(stream.columns ?? 80, 20),
    rows: () => Math.max(stream.rows ?? 24, 2),
    write: (text) => {
      if (open && text !== '') {
        last = new Promise((resolve) => {
          try {
            stream.write(text, () => resolve());
          } catch (error) {
            // A file is written synchronously, and throws.
            fail(error);
            resolve();
          }
        });
      }
    },
  };
  const written = async (): Promise<void> => {
    await last;
    if (failure !== undefined) {
      throw failure;
    }
  };
  return { pane, written };
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}

// https://no-color.org and https://force-color.org: set and not empty counts.
function wantsColor(stream: TerminalStream, env: Env): boolean {
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') {
    return false;
  }
  if (env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '') {
    return env['FORCE_COLOR'] !== '0' && env['FORCE_COLOR'] !== 'false';
  }
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

// The first that is set decides, as POSIX orders them. Where none is set nothing is known: containers often set
// none, and their output is read on a terminal that shows UTF-8.
function showsUnicode(env: Env): boolean {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find(
    (value) => value !== undefined && value !== '',
  );
  return locale === undefined || /utf-?8/i.test(locale);
}
