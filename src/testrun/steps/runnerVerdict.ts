import type { Verdict } from '../../model/verdict.ts';
import type { Evidence } from '../evidence/readEvidence.ts';
import { lastLine, oneLine } from '../oneLine.ts';

const notRunnable: Verdict = { state: 'blocked', reason: 'tests-not-runnable' };
const noneCollected: Verdict = { state: 'no-tests', reason: 'none-collected' };

/**
 * Why the release was not under test, whatever the command made of it; `undefined` if nothing speaks against it. `ofTree`:
 * the tests are those of the tree that it was built from.
 */
export function foreignTest(
  evidence: readonly Evidence[],
  { ofTree = false }: { readonly ofTree?: boolean } = {},
): string | undefined {
  const module = evidence.find((one) => one.kind === 'module');
  if (module !== undefined) {
    const why = ofTree
      ? 'which lies in the copy of the tree: only what its wheel installs is to be tested'
      : 'which hides the release: rename it, or run the tests from elsewhere';
    return `\`import ${module.name}\` took \`${module.file}\`, ${why}`;
  }
  const tool = evidence.find((one) => one.kind === 'tool');
  if (tool === undefined) {
    return undefined;
  }
  return /^(?:python|pypy)/.test(tool.name)
    ? `\`${tool.name}\` is not the cell's Python: write \`{python}\``
    : `\`${tool.name}\` of this machine runs on another Python than that of the cell: add \`--with ${tool.name}\``;
}

/**
 * What an exit status means to the runner that was seen, however it was started (pytest, "Exit codes"; unittest since
 * 3.12); the message is empty where its own last error says it best. `undefined`: it means what it always does.
 */
export function toldByRunner(
  exitStatus: number | undefined,
  evidence: readonly Evidence[],
): { readonly verdict: Verdict; readonly message: string } | undefined {
  const missing = evidence.find((one) => one.kind === 'missing');
  if (missing !== undefined && exitStatus !== 0) {
    const message = `\`${missing.name}\` is not in the environment: add \`--with ${missing.name}\``;
    return { verdict: notRunnable, message };
  }
  const runs = evidence.filter((one) => one.kind === 'runner');
  if (runs.some(({ name }) => name === 'pytest')) {
    return exitStatus === 5
      ? { verdict: noneCollected, message: 'pytest collected no tests' }
      : exitStatus === 4
        ? { verdict: notRunnable, message: '' }
        : undefined;
  }
  const ranNothing = runs.length > 0 && runs.every(({ tests }) => tests === 0);
  return ranNothing && (exitStatus === 0 || exitStatus === 5)
    ? { verdict: noneCollected, message: 'unittest ran no tests' }
    : undefined;
}

/** The last line that is marked as an error, else the last one. */
export function lastError(tail: string): string {
  const marked = tail.split('\n').findLast((line) => /^(?:ERROR|Error|error)\b/.test(line));
  return marked === undefined ? lastLine(tail) : oneLine(marked);
}
