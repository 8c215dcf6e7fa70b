import { appendFile, stat } from 'node:fs/promises';
import { messageOf } from '../lib/messageOf.ts';
import type { Pane } from '../model/context.ts';
import type { StoredRun } from '../model/record.ts';
import { causesOf } from './causes.ts';
import { firstLine, plainLine } from './plainText.ts';
import type { Reporter } from './reporter.ts';
import { outcomeOf } from './symbols.ts';
import { whenEnded } from './whenEnded.ts';
import { whichCells } from './whichCells.ts';
import { writeWarning } from './writeWarning.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Whether a run is a step of GitHub Actions. */
export function isGithubActions(env: Env): boolean {
  return env['GITHUB_ACTIONS'] === 'true';
}

/** In GitHub Actions: the Markdown as the summary of the step, and an annotation for each of the worst causes. */
export function githubActions(pane: Pick<Pane, 'color' | 'write'>, env: Env): Reporter {
  return whenEnded(async (run) => {
    pane.write(annotations(run));
    try {
      await addSummary(run, env['GITHUB_STEP_SUMMARY']);
    } catch (error) {
      // Nobody asked for it: it costs no run its result.
      writeWarning(pane, { text: `Failed to write the summary of this step: ${messageOf(error)}` });
    }
  });
}

// GitHub's limit of a step's summary, with all that the step wrote before.
const mostBytes = 1_000_000;
const fewestBytes = 2000;

async function addSummary(run: StoredRun, path: string | undefined): Promise<void> {
  if (path === undefined || path === '') {
    return;
  }
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  if (mostBytes - size >= fewestBytes) {
    const { markdownText } = await import('./formats/markdown.ts');
    await appendFile(path, markdownText(run, mostBytes - size));
  }
}

// GitHub shows ten of each step.
const mostAnnotations = 10;

function annotations({ record: { cells, run } }: StoredRun): string {
  const causes = causesOf(cells).filter(({ first }) => {
    const outcome = outcomeOf(first);
    return outcome !== 'not-applicable' && outcome !== 'cancelled' && outcome !== 'pass';
  });
  const shown = causes.length > mostAnnotations ? causes.slice(0, mostAnnotations - 1) : causes;
  const lines = shown.map(({ first, cells: own }) => {
    const title = `${first.package}: ${first.reason}`;
    return command(title, `${whichCells(own, cells)}: ${firstLine(first.message)}`);
  });
  const left = causes.length - shown.length;
  const more =
    left === 0 ? [] : [command('spip', `${left} more causes: \`spip show ${run.id}\` has them`)];
  return [...lines, ...more].join('');
}

/** A workflow command, whose values cannot end it or begin another. */
function command(title: string, text: string): string {
  const value = escaped(title).replaceAll(':', '%3A').replaceAll(',', '%2C');
  return `::error title=${value}::${escaped(text)}\n`;
}

function escaped(text: string): string {
  return plainLine(text).replaceAll('%', '%25');
}
