import type { EnvironmentDiff, OwnerDiff } from '../../model/environmentDiff.ts';
import type { Verbosity } from '../../model/verbosity.ts';
import { alignColumns } from '../alignColumns.ts';
import { paint } from '../paint.ts';
import { plainLine } from '../plainText.ts';
import type { Look } from '../runReport.ts';

const mostPaths = 10;

/** Packages, then files by owner. */
export function diffText(diff: EnvironmentDiff, look: Look, verbosity: Verbosity): string {
  const { from, to, files } = diff;
  const shortId = ({ commit, base }: EnvironmentDiff['from']): string =>
    `${commit.slice(0, 12)} (${base.replace(/^base\//, '')})`;
  const head = `${shortId(from)} -> ${shortId(to)}\n`;
  if (from.commit === to.commit) {
    return `${head}\nThe same environment\n`;
  }
  const packages = packagesText(diff, look);
  const owners = files.map((owner) => ownerText(owner, look, verbosity));
  return [head, packages, ...owners].join('\n');
}

function packagesText({ packages }: EnvironmentDiff, look: Look): string {
  const { green, red, yellow } = paint(look);
  const rows = [
    ...packages.added.map(({ name, version }) => [name, green('added'), '', version]),
    ...packages.removed.map(({ name, version }) => [name, red('removed'), version, '']),
    ...packages.changed.map(({ name, from, to }) => [name, yellow('changed'), from, to]),
  ].toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1));
  return rows.length === 0
    ? 'The same packages\n'
    : alignColumns(['Package', 'Change', 'From', 'To'], rows, look);
}

function ownerText(diff: OwnerDiff, look: Look, verbosity: Verbosity): string {
  const { green, red, yellow, bold, dim } = paint(look);
  const lines = [
    ...diff.changed.map((path) => `  ${yellow('~')} ${plainLine(path)}`),
    ...diff.removed.map((path) => `  ${red('-')} ${plainLine(path)}`),
    ...diff.added.map((path) => `  ${green('+')} ${plainLine(path)}`),
  ];
  const shown = verbosity === 'verbose' ? lines : lines.slice(0, mostPaths);
  const left = lines.length - shown.length;
  const more = left > 0 ? [dim(`  ${left} more: -v shows them`)] : [];
  const files = lines.length === 1 ? '1 file' : `${lines.length} files`;
  return `${[`${bold(diff.owner)}: ${files}`, ...shown, ...more].join('\n')}\n`;
}
