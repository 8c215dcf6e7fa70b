/** One stream of the terminal. */
export interface Pane {
  /** Whether a person watches it and lines can be redrawn in place. */
  readonly live: boolean;
  readonly color: boolean;
  /** Whether the locale can show more than ASCII. */
  readonly unicode: boolean;
  /** Columns at this moment; 80 where there is no terminal. */
  columns(): number;
  /** Lines at this moment; 24 where there is no terminal. */
  rows(): number;
  /** Writes whole lines or one whole block: never mixed with another write. */
  write(text: string): void;
}

/** The only way to the terminal. */
export interface Screen {
  /** What the user asked for: grids, tables, JSON. */
  readonly out: Pane;
  /** All else: progress, warnings, errors. */
  readonly err: Pane;
  /** Settles when everything written so far has left the process. */
  flush(): Promise<void>;
}

/** How a run is told to stop. */
export interface StopSignals {
  /** Start nothing new; aborted by the first Ctrl-C, and with `kill`. */
  readonly drain: AbortSignal;
  /** End what runs now; aborted by the second Ctrl-C, SIGTERM and SIGHUP. */
  readonly kill: AbortSignal;
  /** The first signal that came. */
  received(): StopSignalName | undefined;
}

export type StopSignalName = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

export interface Clock {
  /** Wall clock. */
  now(): Date;
  /** Seconds that only ever grow. */
  elapsed(): number;
}

/** The surroundings of one invocation, handed to each flow. */
export interface Context {
  /** Version of spip. */
  readonly version: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Absolute; `noHome` for a user without one. */
  readonly home: string;
  readonly platform: NodeJS.Platform;
  readonly clock: Clock;
  readonly screen: Screen;
  readonly stop: StopSignals;
  /** Calls back when nothing is left that could go on, though the command has not ended; the returned function ends that. */
  readonly onStall: (listener: () => void) => () => void;
}
