import { constants } from 'node:os';
import { SpipError } from '../../lib/spipError.ts';
import { oneLine } from '../oneLine.ts';
import type { ChildEnd } from '../steps/step.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What the supervising process has reported so far. Only that process can speak here: another word than its own is a bug. */
export class DriverReport {
  readonly ends: ChildEnd[] = [];
  /** When each child started, and when the word of its end came. */
  readonly startedAt: number[] = [];
  readonly endedAt: number[] = [];
  ready = false;
  /** What its Python made of the driver's source, where that had to be compiled. */
  compiled: string | undefined;
  /** And of the witness's, where it was asked for that. */
  witness: string | undefined;
  /** Whether no child can reach it. */
  guarded = false;
  done = false;
  /** Why it could not start the next child, and so has ended. */
  noProcess: string | undefined;
  /** Why it could not make ready for the next child, lay out its files for one, and so has ended. */
  unprepared: string | undefined;
  /** A line that it would not write. */
  #strange: string | undefined;

  /** Takes one line; `now` in milliseconds of a clock that never goes back. */
  take(line: string, now: number): void {
    // The rest cannot change what it comes to, and may be half a million lines.
    if (this.#strange !== undefined) {
      return;
    }
    const fields = parseFields(line);
    switch (fields['event']) {
      case 'compiled':
        this.compiled = String(fields['program']);
        break;
      case 'witness':
        this.witness = String(fields['program']);
        break;
      case 'ready':
        this.ready = true;
        this.guarded = fields['guarded'] === true;
        break;
      case 'started':
        this.startedAt.push(now);
        break;
      case 'ended':
        this.#takeEnd(line, now);
        break;
      case 'no-process':
        this.startedAt.pop();
        this.noProcess = reasonIn(fields);
        break;
      case 'unprepared':
        this.unprepared = reasonIn(fields);
        break;
      case 'done':
        this.done = true;
        break;
      default:
        this.#strange ??= line;
    }
  }

  #takeEnd(line: string, now: number): void {
    const end = readEnd(parseFields(line));
    if (end === undefined) {
      this.#strange ??= line;
      return;
    }
    this.ends.push(end);
    this.endedAt.push(now);
  }

  /** @throws SpipError `internal` */
  expectWellFormed(): void {
    if (this.#strange !== undefined) {
      const line = oneLine(this.#strange.slice(0, 1000));
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

/** `undefined` where it is none. */
function readEnd(fields: Fields): ChildEnd | undefined {
  const { exit, signal, expired, seconds, cpu, rss, said } = fields;
  const isEnded = isCount(exit) ? signal === null : exit === null && isCount(signal);
  return isEnded &&
    typeof expired === 'boolean' &&
    isAmount(seconds) &&
    isAmount(cpu) &&
    isAmount(rss) &&
    typeof said === 'string'
    ? {
        exitStatus: isCount(exit) ? exit : undefined,
        signal: isCount(signal) ? signalName(signal) : undefined,
        expired,
        seconds,
        cpuSeconds: cpu,
        maxRssBytes: rss,
        said,
      }
    : undefined;
}

/** An exit status or the number of a signal. */
function isCount(value: unknown): value is number {
  return Number.isInteger(value) && isAmount(value) && value < 256;
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function reasonIn({ reason }: Fields): string {
  return typeof reason === 'string' ? oneLine(reason) : 'it did not say why';
}
