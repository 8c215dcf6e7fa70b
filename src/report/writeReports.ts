import { resolve } from 'node:path';
import { SpipError } from '../lib/spipError.ts';
import type { Pane } from '../model/context.ts';
import type { StoredRun } from '../model/record.ts';
import { toJson } from './toJson.ts';
import type { Standard } from './exitStatus.ts';
import { writeOutputFile } from './writeOutputFile.ts';

/** The forms of a run's report beside the terminal, in the order in which they are written. */
type ReportForm = 'json' | 'junit' | 'ctrf' | 'markdown' | 'badge' | 'html';

/** Where each form goes: a file, or `-` for standard output. */
export type ReportFiles = { readonly [F in ReportForm]?: string | undefined };

export interface ReportTarget {
  readonly files: ReportFiles;
  /** The most that the Markdown may have. */
  readonly maxBytes: number;
  /** What the run is held against: the Markdown begins with that. */
  readonly standard: Standard;
  readonly cwd: string;
  readonly out: Pick<Pane, 'write'>;
}

/**
 * Writes the reports of a run that are asked for. One that cannot be written does not cost the others.
 *
 * @throws SpipError `unwritable`
 */
export async function writeReports(run: StoredRun, target: ReportTarget): Promise<void> {
  const asked = Object.entries(target.files) as [ReportForm, string | undefined][];
  const failures: unknown[] = [];
  for (const [form, path] of asked) {
    if (path !== undefined) {
      try {
        await put(await textOf(form, run, { ...target, path }), path, { ...target, form });
      } catch (error) {
        failures.push(error);
      }
    }
  }
  if (failures.length > 0) {
    throw failures[0];
  }
}

/** What is said of a form where it cannot be written. */
const names: Readonly<Record<ReportForm, string>> = {
  json: 'the record',
  junit: 'the JUnit report',
  ctrf: 'the CTRF report',
  markdown: 'the Markdown report',
  badge: 'the badge',
  html: 'the page',
};

async function put(
  text: string,
  path: string,
  { out, cwd, form }: ReportTarget & { readonly form: ReportForm },
): Promise<void> {
  if (path === '-') {
    out.write(text);
    return;
  }
  const full = resolve(cwd, path);
  try {
    await writeOutputFile(full, text);
  } catch (error) {
    throw new SpipError('unwritable', `Failed to write ${names[form]} \`${full}\``, {
      cause: error,
    });
  }
}

/** Each is loaded only where it is asked for. */
async function textOf(
  form: ReportForm,
  run: StoredRun,
  {
    path,
    maxBytes,
    standard,
  }: Pick<ReportTarget, 'maxBytes' | 'standard'> & { readonly path: string },
): Promise<string> {
  switch (form) {
    case 'json':
      return toJson(run.record);
    case 'junit':
      return (await import('./formats/junit.ts')).junitText(run);
    case 'ctrf':
      return (await import('./formats/ctrf.ts')).ctrfText(run);
    case 'markdown':
      return markdownOf(run, maxBytes, standard);
    case 'html':
      return (await import('./html/writePage.ts')).writePage(run);
    case 'badge': {
      const { badgeJson, badgeSvg } = await import('./formats/badge.ts');
      return path.endsWith('.svg') ? badgeSvg(run) : badgeJson(run);
    }
  }
}

async function markdownOf(
  run: StoredRun,
  maxBytes: number,
  { baseline, expectations }: Standard,
): Promise<string> {
  const { markdownText } = await import('./formats/markdown.ts');
  if (baseline === undefined) {
    return markdownText(run, maxBytes);
  }
  const [{ compareMarkdown }, { compareRuns }] = await Promise.all([
    import('./formats/compareMarkdown.ts'),
    import('./compareRuns.ts'),
  ]);
  const compared = compareMarkdown(
    compareRuns(baseline, run.record, expectations),
    Math.floor(maxBytes / 2),
  );
  return `${compared}\n${markdownText(run, maxBytes - Buffer.byteLength(compared) - 1)}`;
}
