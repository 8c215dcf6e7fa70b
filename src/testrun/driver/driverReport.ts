import { constants } from 'node:os';
import { SpipError } from '../../lib/spipError.ts';
import type { ChildEnd } from '../steps/step.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What the supervising process has reported so far. Only that process can speak here: another word than its own is a bug. */
export class DriverReport {
  readonly ends: ChildEnd[] = [];
  /** When each child started, and when the word of its end came. */
  readonly startedAt: number[] = [];
  readonly endedAt: number[] = [];
  ready = false;
  done = false;
  /** Why it could not start a process of its own, and so has ended. */
  noProcess: string | undefined;
  /** Why it could not lay out the files of a command, and so has ended. */
  unprepared: string | undefined;
  /** A line that it would not write. */
  #strange: string | undefined;

  /** Takes one line; `now` in milliseconds of a clock that never goes back. */
  take(line: string, now: number): void {
    const fields = parseFields(line);
    switch (fields['event']) {
      case 'ready':
        this.ready = true;
        break;
      case 'started':
        this.startedAt.push(now);
        break;
      case 'ended':
        this.ends.push(readEnd(fields));
        this.endedAt.push(now);
        break;
      case 'no-process':
        this.noProcess = String(fields['reason']);
        break;
      case 'unprepared':
        this.unprepared = String(fields['reason']);
        break;
      case 'done':
        this.done = true;
        break;
      default:
        this.#strange ??= line;
    }
  }

  /** @throws SpipError `internal` */
  expectWellFormed(): void {
    if (this.#strange !== undefined) {
      const line = this.#strange.slice(0, 200);
      throw new SpipError(
        'internal',
        `Expected a report of the cell's processes, found \`${line}\``,
      );
    }
  }
}

/** Some numbers have several names: the first is the usual one (SIGABRT, not SIGIOT). */
const signalNames = new Map(
  Object.entries(constants.signals)
    .toReversed()
    .map(([name, number]): [number, string] => [number, name]),
);

/** `SIGSEGV` for 11, `SIG40` for one without a name. */
function signalName(number: number): string {
  return signalNames.get(number) ?? `SIG${number}`;
}

function parseFields(line: string): Fields {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function readEnd(fields: Fields): ChildEnd {
  const signal = number(fields['signal']);
  return {
    exitStatus: number(fields['exit']),
    signal: signal === undefined ? undefined : signalName(signal),
    expired: fields['expired'] === true,
    seconds: number(fields['seconds']) ?? 0,
    cpuSeconds: number(fields['cpu']) ?? 0,
    maxRssBytes: number(fields['rss']) ?? 0,
    said: String(fields['said']),
  };
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
