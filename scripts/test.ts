// Runs the tests: hermetic by default, `online` against the configured index, `nightly` for the long ones, `hostile-user`
// for those of test/hostile that have run as root only.
import { spawn } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { globalSetup } from '../test/support/setup.ts';

const globs: Readonly<Record<string, readonly string[]>> = {
  hermetic: ['test/unit/**/*.test.ts', 'test/e2e/**/*.test.ts', 'test/hostile/**/*.test.ts'],
  online: ['test/online/**/*.test.ts'],
  nightly: ['test/nightly/**/*.test.ts'],
};

const nobody = 65_534;

const [selection = 'hermetic', ...rest] = process.argv.slice(2);
if (selection === 'hostile-user') {
  runAsNobody();
} else {
  const patterns = globs[selection] ?? [selection, ...rest];
  const files = patterns.flatMap((pattern) => globSync(pattern)).toSorted();
  if (files.length === 0) {
    console.error(`error: No test file matches: ${patterns.join(' ')}`);
    process.exitCode = 1;
  } else {
    run(['--test-global-setup=./test/support/setup.ts', ...files]);
  }
}

/** What chooses by itself as whom it runs does so as both already; so does a whole `npm test` of an ordinary user. */
function runAsNobody(): void {
  const all = globSync('test/hostile/*.test.ts').toSorted();
  const choosing = /from '(?:\.\.\/support\/(?:ways|fuzzBuild)|\.\/surroundings)\.ts'/;
  const both = all.filter((file) => choosing.test(readFileSync(file, 'utf8')));
  console.log(`As root and as an ordinary user by \`npm test\`:\n  ${both.join('\n  ')}`);
  if (process.getuid?.() !== 0) {
    console.log('The others too: you are an ordinary user');
    return;
  }
  const files = all.filter((file) => !both.includes(file));
  console.log(`Now as user ${nobody}:\n  ${files.join('\n  ')}`);
  // Only its owner may write to `dist`.
  globalSetup();
  run(files, { uid: nobody, gid: nobody });
}

function run(
  args: readonly string[],
  user: { readonly uid?: number; readonly gid?: number } = {},
): void {
  const child = spawn(
    process.execPath,
    [
      '--test',
      `--test-concurrency=${Math.max(2, availableParallelism())}`,
      '--test-reporter=./test/support/closing.ts',
      '--test-force-exit',
      '--import=./test/support/poolAwake.ts',
      ...args,
    ],
    {
      stdio: 'inherit',
      env: { ...process.env, NODE_COMPILE_CACHE: 'node_modules/.cache/compile' },
      ...user,
    },
  );
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
