// Runs every `check:*` script of package.json, as many at once as there are cores, and prints only what failed.
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';

const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};
// The slowest first, so that it does not run alone at the end.
const slowFirst = ['check:spelling', 'check:lint'];
const names = Object.keys(scripts)
  .filter((name) => name.startsWith('check:'))
  .toSorted((a, b) => Number(slowFirst.includes(b)) - Number(slowFirst.includes(a)));

let failed = 0;
async function worker(): Promise<void> {
  for (let name = names.shift(); name !== undefined; name = names.shift()) {
    const started = performance.now();
    const { code, output } = await run(name);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
    if (code !== 0) {
      failed += 1;
      console.log(output);
    }
  }
}

async function run(name: string): Promise<{ code: number | null; output: string }> {
  const child = spawn('npm', ['run', '--silent', name], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const collect = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, output };
}

await Promise.all(Array.from({ length: availableParallelism() }, worker));
if (failed > 0) {
  console.log(`${failed} check(s) failed`);
  process.exitCode = 1;
}
