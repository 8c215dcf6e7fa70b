// Runs the tests: hermetic by default, `online` against the configured index, `nightly` for the long ones.
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const globs: Readonly<Record<string, readonly string[]>> = {
  hermetic: ['test/unit/**/*.test.ts', 'test/e2e/**/*.test.ts', 'test/hostile/**/*.test.ts'],
  online: ['test/online/**/*.test.ts'],
  nightly: ['test/nightly/**/*.test.ts'],
};

const [selection = 'hermetic', ...rest] = process.argv.slice(2);
const patterns = globs[selection] ?? [selection, ...rest];
const files = patterns.flatMap((pattern) => globSync(pattern)).toSorted();
if (files.length === 0) {
  console.error(`error: No test file matches: ${patterns.join(' ')}`);
  process.exitCode = 1;
} else {
  const child = spawn(
    process.execPath,
    [
      '--test',
      `--test-concurrency=${Math.max(2, availableParallelism())}`,
      '--test-reporter=./test/support/closing.ts',
      '--test-global-setup=./test/support/setup.ts',
      '--test-force-exit',
      ...files,
    ],
    {
      stdio: 'inherit',
      env: { ...process.env, NODE_COMPILE_CACHE: 'node_modules/.cache/compile' },
    },
  );
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
