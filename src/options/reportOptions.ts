import { SpipError } from '../lib/spipError.ts';
import type { Given, OptionTable, Origin, RawValue } from './option.ts';
import { parseValue } from './parseValue.ts';
import { refuse } from './refuse.ts';
import { writableFile } from './writableFile.ts';

/** The forms that a run's report has beside the terminal; each names a file, or `-` for standard output. */
export const reportOptions = {
  json: {
    name: 'json',
    takes: 'value',
    placeholder: 'FILE',
    parse: outputFile,
    help: 'Write the record of the run; - is standard output, as for the others',
  },
  html: {
    name: 'html',
    takes: 'value',
    placeholder: 'FILE',
    parse: outputFile,
    help: 'One page to look at, which needs nothing beside it',
  },
  junit: {
    name: 'junit',
    takes: 'value',
    placeholder: 'FILE',
    parse: outputFile,
    help: 'JUnit XML, for Jenkins, GitLab, Azure and others',
  },
  ctrf: {
    name: 'ctrf',
    takes: 'value',
    placeholder: 'FILE',
    parse: outputFile,
    help: 'Common Test Report Format (JSON)',
  },
  markdown: {
    name: 'markdown',
    takes: 'value',
    placeholder: 'FILE',
    parse: outputFile,
    help: 'A summary for a pull request or a job',
  },
  badge: {
    name: 'badge',
    takes: 'value',
    placeholder: 'FILE',
    parse: outputFile,
    help: 'Which Pythons the newest release passes on: an image where FILE ends in .svg, else what Shields reads as an endpoint',
  },
} as const satisfies OptionTable;

const mostMarkdown = 'The most that --markdown writes; it says what it leaves out [1 MB]';

/** What holds for some of these forms. */
export const reportDetails = {
  maxBytes: {
    name: 'max-bytes',
    takes: 'value',
    placeholder: 'SIZE',
    parse: markdownSize,
    default: 1_000_000,
    help: {
      matrix: mostMarkdown,
      test: mostMarkdown,
      report: mostMarkdown,
      compare: 'The most that markdown may have; it says what it leaves out [1 MB]',
    },
  },
  noCi: {
    name: 'no-ci',
    takes: 'nothing',
    help: 'No summary and annotations in GitHub Actions, where they come by themselves',
  },
} as const satisfies OptionTable;

/** What a command line asks to be written. */
export type GivenReports = Given<typeof reportOptions>;

export interface ReportRequest {
  readonly files: GivenReports;
  /** Of the Markdown. */
  readonly maxBytes: number;
  /** Whether a CI service that is recognised gets what it can show. */
  readonly ci: boolean;
}

/**
 * Standard output holds one thing.
 *
 * @throws SpipError `usage`
 */
export function refuseSeveralOutputs(given: GivenReports, events: boolean): void {
  const there = Object.entries(given).flatMap(([form, path]) =>
    path === '-' ? [`\`--${form} -\``] : [],
  );
  const [first, second] = events ? ['`--events`', ...there] : there;
  if (first !== undefined && second !== undefined) {
    throw new SpipError('usage', `Expected either ${first} or ${second}, found both`, {
      hint: 'both would write to standard output: give one of them a file',
    });
  }
}

function outputFile(raw: RawValue, origin: Origin): string {
  return writableFile(parseValue.text(raw, origin), origin.base, origin.source);
}

// Below that there is no room for what is always said.
const leastBytes = 2000;

function markdownSize(raw: RawValue, origin: Origin): number {
  const bytes = parseValue.bytes(raw, origin);
  return bytes >= leastBytes ? bytes : refuse(raw, 'at least 2 kB', origin);
}
