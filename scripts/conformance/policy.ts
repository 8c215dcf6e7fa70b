import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerOf } from '../../test/support/answerOf.ts';
import type { Answer } from '../../test/support/answerOf.ts';
import { oddArchives } from '../../test/support/oddArchives.ts';
import { Tally } from './counts.ts';
import type { ConformanceCounts } from './counts.ts';

/** One row of the tables of `docs/inputs.md`, "Imperfect archives". */
export interface PolicyRow {
  /** Heading of the table. */
  readonly group: string;
  readonly name: string;
  readonly pip: 'installs' | 'refuses';
  readonly uv: 'installs' | 'refuses';
  /** `installs`, ``installs, noting `code`, ...``, `refuses` or `refuses: why`. */
  readonly spip: string;
}

/** Reads the tables. Throws on a row that does not have their form. */
export function readPolicy(): readonly PolicyRow[] {
  const path = join(import.meta.dirname, '../../docs/inputs.md');
  const [, section = ''] = readFileSync(path, 'utf8').split('\n## Imperfect archives\n');
  const [text = ''] = section.split('\n## ');
  return text.split('\n### ').slice(1).flatMap(rowsOf);
}

function rowsOf(table: string): readonly PolicyRow[] {
  const [group = '', ...lines] = table.split('\n');
  return lines
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) => {
      const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
      const [, written = '', pip, uv, spip = ''] = cells;
      if (!isAnswer(pip) || !isAnswer(uv)) {
        throw new Error(`Expected \`installs\` or \`refuses\` for pip and uv: ${line}`);
      }
      return { group, name: written.replaceAll('`', ''), pip, uv, spip };
    });
}

function isAnswer(cell: string | undefined): cell is PolicyRow['pip'] {
  return cell === 'installs' || cell === 'refuses';
}

/** Builds each archive of the tables, and holds what spip does with it against its row and against the policy. */
export async function runPolicy(): Promise<ConformanceCounts> {
  const tally = new Tally('policy');
  const rows = readPolicy();
  for (const row of rows) {
    const title = `${row.group}: ${row.name}`;
    const make = oddArchives[row.group]?.[row.name];
    if (make === undefined) {
      tally.fail(title, 'an archive for this case', 'none in test/support/odd');
      continue;
    }
    const answer = await answerOf(make());
    const problem = problemOf(row, answer);
    if (problem === undefined) {
      tally.pass();
    } else {
      tally.fail(title, row.spip, problem);
    }
  }
  const known = new Set(rows.map(({ group, name }) => `${group}: ${name}`));
  for (const [group, cases] of Object.entries(oddArchives)) {
    for (const name of Object.keys(cases).filter((each) => !known.has(`${group}: ${each}`))) {
      tally.fail(`${group}: ${name}`, 'a row in docs/inputs.md', 'none');
    }
  }
  return tally.counts;
}

function problemOf(row: PolicyRow, answer: Answer): string | undefined {
  const written = row.spip.replace(/: .*$/, '');
  if (answer.kind === 'refuses') {
    const isForced = row.pip === 'refuses' && row.uv === 'refuses';
    return written !== 'refuses'
      ? `refuses: ${answer.message}`
      : isForced || row.spip !== 'refuses'
        ? undefined
        : 'a refusal without a reason';
  }
  const codes = answer.notes.map(({ code }) => `\`${code}\``).join(', ');
  const expected = codes === '' ? 'installs' : `installs, noting ${codes}`;
  if (written !== expected) {
    return expected;
  }
  const refusers = answer.notes.flatMap(
    ({ text }) => /; (pip|uv) refuses that$/.exec(text)?.[1] ?? [],
  );
  const unnamed = (['pip', 'uv'] as const).filter(
    (tool) => (row[tool] === 'refuses') !== refusers.includes(tool),
  );
  return unnamed.length === 0
    ? undefined
    : `notes that do not say whether ${unnamed.join(' and ')} refuses`;
}
