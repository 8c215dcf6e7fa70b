import { constants } from 'node:os';

/** How a child of the driver ended. */
export interface ChildEnd {
  readonly exitStatus: number | undefined;
  readonly signal: string | undefined;
  /** Whether it had reached its time limit. */
  readonly expired: boolean;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly maxRssBytes: number;
}

/** One exception of a chain, the outermost first. */
interface ChainLink {
  readonly type: string;
  /** Of a ModuleNotFoundError: the module that is missing. */
  readonly missing: string | undefined;
  readonly text: string;
}

export interface ModuleReport {
  readonly module: string;
  /** Files and folders that the imported module names as its own; `undefined` if the import did not complete. */
  readonly places: readonly string[] | undefined;
  readonly builtin: boolean;
  readonly chain: readonly ChainLink[];
  readonly end: ChildEnd;
}

/** What the driver has reported so far. */
export interface DriverReport {
  readonly ready: boolean;
  readonly modules: readonly ModuleReport[];
  readonly customStarted: boolean;
  readonly custom: ChildEnd | undefined;
  /** Why the driver could not start a process of its own, and so has ended. */
  readonly noProcess: string | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads the driver's lines; a line that is none of the driver's is left out. */
export function readDriverReport(text: string): DriverReport {
  const modules: ModuleReport[] = [];
  let attempt: Pick<ModuleReport, 'places' | 'builtin' | 'chain'> = nothingReported;
  let ready = false;
  let customStarted = false;
  let custom: ChildEnd | undefined;
  let noProcess: string | undefined;
  for (const fields of text.split('\n').map(parseFields)) {
    switch (fields['event']) {
      case 'ready':
        ready = true;
        break;
      case 'imported':
        attempt = {
          ...nothingReported,
          places: strings(fields['places']),
          builtin: fields['builtin'] === true,
        };
        break;
      case 'failed':
        attempt = { ...nothingReported, chain: links(fields['chain']) };
        break;
      case 'module':
        modules.push({ module: String(fields['module']), ...attempt, end: readEnd(fields) });
        attempt = nothingReported;
        break;
      case 'custom-started':
        customStarted = true;
        break;
      case 'custom':
        custom = readEnd(fields);
        break;
      case 'no-process':
        noProcess = String(fields['reason']);
        break;
      default:
    }
  }
  return { ready, modules, customStarted, custom, noProcess };
}

const nothingReported = { places: undefined, builtin: false, chain: [] };

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
    return isFields(value) ? value : {};
  } catch {
    return {};
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
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
  };
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function links(value: unknown): readonly ChainLink[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return items.filter(Array.isArray).map((item: readonly unknown[]) => ({
    type: String(item[0]),
    missing: typeof item[1] === 'string' ? item[1] : undefined,
    text: String(item[2]),
  }));
}
