// What CI keeps between two jobs is enough for the next one: on another machine's place, for another user, without a sandbox.
// Needs the configured index, and four Pythons of 3.10 and newer.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { diskUsage } from '../../src/cache/diskUsage.ts';
import type { RunRecord } from '../../src/model/record.ts';
import { Rig } from '../support/rig.ts';

/** The first ones of a list of the most downloaded packages of 2026. */
const names =
  'boto3 packaging urllib3 certifi idna requests typing-extensions charset-normalizer setuptools botocore cryptography ' +
  'aiobotocore python-dateutil six pyyaml pydantic pygments cffi click numpy pluggy pycparser pydantic-core grpcio-status ' +
  'anyio s3transfer attrs protobuf h11 pytest';
const packages = names.split(' ');
const pythons = process.env['SPIP_NIGHTLY_PYTHONS'] ?? '3.10,3.11,3.12,3.13';

const isRoot = process.getuid?.() === 0;
let rig: Rig;

before(async () => {
  rig = await Rig.open({ ...process.env, PIP_CONFIG_FILE: undefined });
});

after(() => rig.close());

/**
 * Starts a program as a user who is not root. Root's home is closed to others, but Pythons may lie in it: this one process sees
 * them where they are, and nothing else of it.
 */
function asUser(user: number): readonly string[] {
  const home = homedir();
  const pyenv = join(home, '.pyenv');
  const script =
    `if [ -d ${pyenv} ]; then mount --bind ${pyenv} /mnt && mount -t tmpfs -o mode=755 tmpfs ${home} && ` +
    `mkdir ${pyenv} && mount --move /mnt ${pyenv}; fi && exec setpriv --reuid ${user} --regid ${user} --clear-groups "$@"`;
  return isRoot ? ['unshare', '--mount', 'sh', '-c', script, 'sh'] : [];
}

interface Job {
  readonly folder: string;
  readonly user: number;
}

interface JobResult {
  /** State and reason by the id of the cell. */
  readonly verdicts: Readonly<Record<string, string>>;
  readonly requests: number;
  readonly seconds: number;
}

function variables({ folder }: Job): Record<string, string> {
  return {
    HOME: folder,
    SPIP_CACHE_DIR: join(folder, 'cache'),
    SPIP_DATA_DIR: join(folder, 'data'),
  };
}

function openJob(name: string, user: number): Job {
  const folder = join(rig.root, name);
  mkdirSync(folder);
  execFileSync('chmod', ['755', rig.root, rig.project]);
  if (isRoot) {
    chownSync(folder, user, user);
  }
  return { folder, user };
}

async function spip(job: Job, args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await rig.run(args, {
    env: variables(job),
    wrapper: asUser(job.user),
  });
  assert.match(stdout, /\S/, stderr);
  return `${stdout}${stderr}`;
}

async function testAll(job: Job): Promise<JobResult> {
  const report = join(job.folder, 'report.json');
  const options = ['--limit', '1', '--python', pythons, '--sandbox', 'off', '--profile'];
  const said = await spip(job, ['matrix', ...packages, ...options, '--json', report]);
  const { cells, run } = JSON.parse(readFileSync(report, 'utf8')) as RunRecord;
  return {
    verdicts: Object.fromEntries(
      cells.map(({ id, state, reason }) => [id, `${state}/${reason}`] as const),
    ),
    requests: Number(/(\d+) requests/.exec(said)?.[1] ?? assert.fail(said)),
    seconds: run.seconds ?? assert.fail(),
  };
}

test(`${packages.length} packages on ${pythons}, from a trimmed cache elsewhere`, async (t) => {
  assert.equal(packages.length, 30);
  const first = openJob('first', 54_321);
  const before = await testAll(first);
  assert.equal(Object.keys(before.verdicts).length, 120);
  const whole = await diskUsage(join(first.folder, 'cache'));
  await spip(first, ['cache', 'trim', '--ci']);
  const archive = join(rig.root, 'cache.tar');
  execFileSync('tar', ['-cf', archive, '-C', first.folder, 'cache']);
  // The other machine has nothing of this one.
  rmSync(first.folder, { recursive: true });

  const second = openJob('second', 54_322);
  const words = ['tar', '--no-same-owner', '-xf', archive, '-C', second.folder];
  const [program = '', ...rest] = [...asUser(second.user), ...words];
  execFileSync('chmod', ['644', archive]);
  const restored = spawnSync(program, rest, { encoding: 'utf8' });
  assert.equal(restored.status, 0, restored.stderr);
  const kept = await diskUsage(join(second.folder, 'cache'));
  const again = await testAll(second);

  t.diagnostic(
    `cache ${mega(whole)}, trimmed ${mega(kept)}; requests ${before.requests}, then ${again.requests}; ` +
      `${before.seconds.toFixed(0)} s, then ${again.seconds.toFixed(0)} s; ${tally(again.verdicts)}`,
  );
  assert.deepEqual(again.verdicts, before.verdicts);
  // Nothing but the pages of what is asked for is asked again.
  assert.ok(again.requests <= before.requests / 2, `${again.requests} of ${before.requests}`);
});

function mega(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

function tally(verdicts: Readonly<Record<string, string>>): string {
  return [...Map.groupBy(Object.values(verdicts), (verdict) => verdict)]
    .map(([verdict, all]) => `${all.length} ${verdict}`)
    .join(', ');
}
