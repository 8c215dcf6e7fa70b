import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { isNoSpace } from '../lib/files/diskError.ts';
import { SpipError } from '../lib/spipError.ts';
import type { LogOutcome, ProcessOutcome } from './processSpec.ts';

const tailBytes = 4096;

interface Log {
  readonly path: string;
  readonly descriptor: number;
  /** The program's own way in: the flags that it sets there (`O_DIRECT`) do not hold here. */
  readonly writer: number;
  /** Size before this program: only what it adds counts. */
  readonly base: number;
}

/** The open log files of one program; the program writes into them itself. */
export class OutputLogs {
  readonly #logs: readonly Log[];
  readonly #cap: number;

  private constructor(logs: readonly Log[], cap: number) {
    this.#logs = logs;
    this.#cap = cap;
  }

  static open(paths: readonly string[], cap: number): OutputLogs {
    const opened: number[] = [];
    const open = (path: string, access: number): number => {
      const descriptor = openLog(path, access);
      opened.push(descriptor);
      return descriptor;
    };
    try {
      const logs = paths.map((path): Log => {
        const descriptor = open(path, constants.O_RDWR);
        const writer = open(path, constants.O_WRONLY);
        return { path, descriptor, writer, base: fstatSync(descriptor).size };
      });
      return new OutputLogs(logs, cap);
    } catch (error) {
      opened.forEach((descriptor) => closeSync(descriptor));
      throw error;
    }
  }

  /** What the program writes to. */
  get descriptors(): readonly number[] {
    return this.#logs.map((log) => log.writer);
  }

  /** By the program, over all logs. */
  writtenBytes(): number {
    return this.#logs.reduce((sum, log) => sum + written(log), 0);
  }

  isOverCap(): boolean {
    return this.#logs.some((log) => written(log) > this.#cap);
  }

  /** Cuts each log to its cap, says so at its end, and reads the tails. */
  finish(): Pick<ProcessOutcome, 'outputBytes' | 'droppedBytes' | 'tail' | 'logs'> {
    const logs = this.#logs.map((log) => finishLog(log, this.#cap));
    return {
      outputBytes: logs.reduce((sum, log) => sum + log.bytes, 0),
      droppedBytes: logs.reduce((sum, log) => sum + log.droppedBytes, 0),
      tail: logs[0]?.tail ?? '',
      logs,
    };
  }

  close(): void {
    for (const { descriptor, writer } of this.#logs) {
      closeSync(descriptor);
      closeSync(writer);
    }
  }
}

function openLog(path: string, access: number): number {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const flags = constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
    return openSync(path, access | flags, 0o600);
  } catch (error) {
    const reason =
      error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw new SpipError('disk', `Failed to open the log \`${path}\`: ${reason}`, { cause: error });
  }
}

/** A program may shorten its own log (`> /dev/stdout` does): that is no output, and no error. */
function written(log: Log): number {
  return Math.max(0, fstatSync(log.descriptor).size - log.base);
}

function finishLog(log: Log, cap: number): LogOutcome {
  const size = written(log);
  const bytes = Math.min(size, cap);
  const droppedBytes = size - bytes;
  if (droppedBytes > 0) {
    ftruncateSync(log.descriptor, log.base + bytes);
  }
  const tail = readTail(log, bytes);
  if (droppedBytes > 0) {
    sayDropped(log, cap, droppedBytes);
  }
  return { path: log.path, bytes, droppedBytes, tail };
}

function sayDropped(log: Log, cap: number, droppedBytes: number): void {
  const text = `\n[spip: the output limit of ${cap} bytes was reached; ${droppedBytes} bytes dropped]\n`;
  try {
    writeSync(log.descriptor, text);
  } catch (error) {
    // The program has filled the disk: the outcome says as much as this line.
    if (!isNoSpace(error)) {
      throw error;
    }
  }
}

function readTail(log: Log, bytes: number): string {
  const buffer = Buffer.alloc(Math.min(bytes, tailBytes));
  const end = log.base + bytes;
  const length = readSync(log.descriptor, buffer, 0, buffer.length, end - buffer.length);
  return buffer.toString('utf8', 0, length);
}
