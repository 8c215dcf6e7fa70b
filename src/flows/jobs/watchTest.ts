import { watch } from 'node:fs';
import { whenAborted } from '../../lib/whenAborted.ts';
import type { Context } from '../../model/context.ts';
import { checkoutProject } from '../checkout/checkoutProject.ts';
import { concernOf } from '../checkout/concernOf.ts';
import { changedPaths, treeStamps } from '../checkout/treeStamps.ts';
import { runTest } from './test.ts';
import type { GivenTest } from './test.ts';

/** Several files are often written at once. In milliseconds. */
const settling = 200;

/**
 * `spip test --watch`: runs the tests, and after each edit those that it concerns, until it is told to stop. Resolves to
 * the exit status of the last run.
 */
export async function watchTest(given: GivenTest, context: Context): Promise<number> {
  const { directory } = checkoutProject(context.cwd);
  const { err } = context.screen;
  const { drain } = context.stop;
  using edits = new Edits(directory, drain);
  let stamps = await treeStamps(directory, context.env);
  let status = await runOnce(given, context);
  while (!drain.aborted) {
    const now = await treeStamps(directory, context.env);
    const changed = changedPaths(stamps, now);
    if (changed.length === 0) {
      err.write(`Watching \`${directory}\`, Ctrl-C ends it\n`);
      await edits.next();
      continue;
    }
    stamps = now;
    const args = given.testArguments ?? [];
    const there = changed.filter((path) => now.has(path));
    const concern = concernOf({ changed, there, args }, checkoutProject(directory));
    const more = changed.length > 3 ? ` and ${changed.length - 3} more` : '';
    const named = `${changed.slice(0, 3).join(', ')}${more}`;
    if (concern.kind === 'nothing') {
      err.write(`Changed: ${named}: no test is concerned\n`);
      continue;
    }
    err.write(`Changed: ${named}\n`);
    const files = concern.kind === 'files' && given.command === undefined ? concern.paths : [];
    status = await runOnce(files.length === 0 ? given : { ...given, onlyFiles: files }, context);
  }
  return status;
}

async function runOnce(given: GivenTest, context: Context): Promise<number> {
  const end = await runTest(given, context);
  return end.kind === 'tested' ? end.exitStatus : 0;
}

/** Says when something below a folder is written. */
class Edits implements Disposable {
  readonly #close: () => void;
  #edited = Promise.withResolvers<void>();

  constructor(directory: string, stopped: AbortSignal) {
    const watcher = watch(directory, { recursive: true }, () => this.#edited.resolve());
    // What cannot be watched is looked at when something else changes.
    watcher.on('error', () => this.#edited.resolve());
    whenAborted(stopped, () => this.#edited.resolve());
    this.#close = () => watcher.close();
  }

  /** Waits for the next edit, or the end. */
  async next(): Promise<void> {
    await this.#edited.promise;
    await new Promise((resolve) => setTimeout(resolve, settling));
    this.#edited = Promise.withResolvers<void>();
  }

  [Symbol.dispose](): void {
    this.#close();
  }
}
