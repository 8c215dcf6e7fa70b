import type { CellJob, Repair } from '../../model/cellJob.ts';
import type { CellOutcome } from '../../model/record.ts';
import { ownStepOf } from './ladder.ts';

/** What each is, for people. */
export const repairTexts: Readonly<Record<Repair, string>> = {
  setuptools: '`setuptools<81` beside it, for `distutils` or `pkg_resources`',
  collections: 'the names that `collections` has lost',
  importlib: '`--import-mode=importlib`',
};

/** Whether what cells said of themselves speaks for it. */
const isWorth: Readonly<
  Record<Repair, (texts: string, outcomes: readonly CellOutcome[]) => boolean>
> = {
  setuptools: (texts) => /No module named ['"]?(?:distutils|pkg_resources)\b/.test(texts),
  collections: (texts) =>
    /module ['"]collections['"] has no attribute|cannot import name ['"]?\w+['"]? from ['"]collections['"]/.test(
      texts,
    ),
  importlib: (texts, outcomes) =>
    outcomes.some(({ reason }) => reason === 'collection-failed') ||
    /import file mismatch/.test(texts),
};

/**
 * The job with each of the repairs that may help, after these outcomes: only what failed is repaired, and of what a runner
 * of tests is told only where a release's own tests run.
 */
export function repairsFor(job: CellJob, outcomes: readonly CellOutcome[]): readonly CellJob[] {
  const failed = outcomes.filter(({ state }) => state === 'fail' || state === 'blocked');
  const texts = failed.flatMap(textsOf).join('\n');
  const tools = [...job.tools, 'setuptools<81'];
  const all: readonly CellJob[] = [
    { ...job, tools, repair: 'setuptools' },
    ...(ownStepOf(job) === undefined
      ? []
      : [
          { ...job, repair: 'collections' as const },
          { ...job, repair: 'importlib' as const },
        ]),
  ];
  return all.filter(({ repair }) => repair !== null && isWorth[repair](texts, failed));
}

function textsOf({ message, steps }: CellOutcome): readonly string[] {
  const failing = steps.flatMap(({ tests }) => tests?.failing ?? []);
  return [message, ...failing.map((one) => `${one.exception}: ${one.message}`)];
}
