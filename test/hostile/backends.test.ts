// Build backends that attack the machine through what spip does with the folders of a build.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { wheelFile } from '../support/distributions.ts';
import { evilSdist } from '../support/evilBackend.ts';
import type { Attack } from '../support/evilBackend.ts';
import type { IndexedRig } from '../support/indexedRig.ts';
import { openFor, ways } from '../support/ways.ts';
import type { Way } from '../support/ways.ts';

interface TriedAttack extends Attack {
  /** What the failure of the build says; without it the build succeeds and the release passes. */
  readonly message?: RegExp;
  /** Whether nothing comes of it where `build_wheel` does it. */
  readonly isHarmlessLater?: boolean;
}

/** Changes a file of the environment in place; size and times stay. */
const poisonsHelper = `
for root in ("/cell", CELL, sys.prefix):
    for folder, _, files in os.walk(root):
        if "helper.py" in files:
            path = os.path.join(folder, "helper.py")
            stats = os.stat(path)
            try:
                os.chmod(path, 0o644)
                open(path, "r+").write("value = 2")
                os.utime(path, ns=(stats.st_atime_ns, stats.st_mtime_ns))
            except OSError:
                pass`;

const attacks: readonly TriedAttack[] = [
  {
    name: 'tmp-becomes-root',
    first: `
for name in ("tmp", "home"):
    plant(os.path.join(CELL, name), "/")`,
    second: `
for folder in ("/tmp", CELL + "/tmp", CELL + "/home", tempfile.gettempdir()):
    if os.path.exists(folder + OUTSIDE):
        open(folder + OUTSIDE + "/written", "w").close()`,
  },
  {
    name: 'folders-of-later-hooks',
    first: `
def plant_all():
    for name in ("hook/call.json", "hook", "hooks", "env", "env2", "pycache", "wheel"):
        plant(os.path.join(CELL, name), OUTSIDE)
at_exit(plant_all)`,
    wishes: ['helper', 'more'],
  },
  {
    name: 'source-tree-is-a-link',
    first: 'at_exit(lambda: plant(os.path.join(CELL, "cwd"), OUTSIDE))',
    message: /`get_requires_for_build_wheel` left no source tree/,
  },
  {
    name: 'source-tree-is-a-link-later',
    second: 'at_exit(lambda: plant(os.path.join(CELL, "cwd"), OUTSIDE))',
    message: /`prepare_metadata_for_build_wheel` left no source tree/,
    isHarmlessLater: true,
  },
  {
    name: 'answer-is-a-link',
    second: 'at_exit(lambda: plant(ANSWER, OUTSIDE + "/secret"))',
    message: /left a link in the place of its answer/,
  },
  {
    name: 'answer-is-a-fifo',
    second: 'at_exit(lambda: (os.remove(ANSWER), os.mkfifo(ANSWER)))',
    message: /left a FIFO in the place of its answer/,
  },
  {
    name: 'answer-is-a-socket',
    first: `
def bind():
    os.remove(ANSWER)
    os.chdir(HOOK)
    socket.socket(socket.AF_UNIX).bind("answer.json")
at_exit(bind)`,
    message: /left a socket in the place of its answer/,
  },
  {
    name: 'answer-is-a-folder',
    first: 'at_exit(lambda: (os.remove(ANSWER), os.mkdir(ANSWER)))',
    message: /left a folder in the place of its answer/,
  },
  {
    name: 'answer-is-no-json',
    second: 'at_exit(lambda: open(ANSWER, "w").write("{"))',
    message: /left what is no JSON in the place of its answer/,
  },
  {
    name: 'answer-is-huge',
    second: 'at_exit(lambda: os.truncate(ANSWER, 1 << 40))',
    message: /left a file of more than 1000000 bytes in the place of its answer/,
  },
  {
    name: 'answer-is-deep',
    second: 'at_exit(lambda: open(ANSWER, "w").write("[" * 200000 + "]" * 200000))',
    message: /named a list/,
  },
  {
    name: 'names-a-secret',
    returns: 'OUTSIDE + "/secret"',
    message:
      /the backend named `secret` but left `names_a_secret-0\.9|the backend named `\/.*\/outside\/secret`/,
  },
  {
    name: 'names-what-is-above',
    returns: '".."',
    message: /the backend named `\.\.`/,
  },
  {
    name: 'names-with-escapes',
    returns: '"x\\n\\x1b[31m\\u202epass.whl\\x00"',
    message: /the backend named `x\?\?\[31m\?pass\.whl\?`/,
  },
  {
    name: 'result-is-a-link',
    second: `
path = os.path.join(folder, name_of(folder))
path = os.path.join(path, "METADATA") if os.path.isdir(path) else path
plant(path, OUTSIDE + "/secret")`,
    message: /is a link|left a link where METADATA should be/,
  },
  {
    name: 'result-is-a-fifo',
    second: `
path = os.path.join(folder, name_of(folder))
path = os.path.join(path, "METADATA") if os.path.isdir(path) else path
os.remove(path)
os.mkfifo(path)`,
    message: /is a FIFO|left a FIFO where METADATA should be/,
  },
  {
    name: 'result-folder-is-a-link',
    second: 'plant(folder, OUTSIDE)',
    message: /left no folder for its wheel|left no folder where METADATA should be/,
  },
  {
    name: 'poisons-the-first-environment',
    wishes: ['more'],
    second: poisonsHelper,
  },
  {
    name: 'poisons-in-its-first-hook',
    first: poisonsHelper,
  },
  {
    name: 'replaces-what-it-builds-with',
    first: `
for folder, folders, files in os.walk(sys.prefix):
    for name in folders + files:
        if name.startswith("helper"):
            path = os.path.join(folder, name)
            try:
                os.rename(path, path + ".was")
                shutil.copytree(folder + "/helper.was", path) if name in folders else open(path, "w").write("value = 2")
            except OSError:
                pass`,
  },
];

for (const way of ways) {
  const { name: title, skip, options, sandbox } = way;
  suite(title, { skip }, () => {
    test('no attack on a build from `matrix` reaches anything', async () => {
      await using indexed = await openAttacked(way);
      const names = attacks.map(({ name }) => name);
      const words = [...names, '--sandbox', sandbox, '--python', '3'];
      const result = await indexed.matrix(words, options);
      for (const { name, message } of attacks) {
        const release = `${name} 1.0`;
        const expected = message === undefined ? 'pass/clean' : 'blocked/build-failed';
        const cell = result.cell(release);
        assert.equal(`${cell.state}/${cell.reason}`, expected, `${name}: ${cell.message}`);
        assert.match(cell.message, message ?? /^$/, name);
      }
      for (const { name, message } of attacks.filter(endsInSecond)) {
        const cell = result.cell(`${name} 0.9`);
        assert.equal(cell.reason, 'build-failed', `${name}: ${cell.message}`);
        assert.match(cell.message, message ?? /^$/, name);
        assert.doesNotMatch(cell.message, /metadata/i, name);
      }
      await assertUntouched(indexed, way, result.stdout + result.stderr);
    });

    const noSandbox = sandbox === 'off' && 'lock has no such option';
    test(
      'no attack on the metadata from `lock` reaches anything',
      { skip: noSandbox },
      async () => {
        await using indexed = await openAttacked(way);
        const unnoticed = attacks.flatMap(({ name, message }) => (message ? [] : [name]));
        const locked = await indexed.run(['lock', ...unnoticed], options);
        assert.equal(locked.status, 0, locked.stderr);
        await assertUntouched(indexed, way, locked.stdout + locked.stderr);
        for (const { name } of attacks.filter((attack) => attack.name.startsWith('result-'))) {
          const { status, stdout, stderr } = await indexed.run(['lock', name], options);
          assert.equal(status, 1, stderr);
          await assertUntouched(indexed, way, stdout + stderr);
        }
      },
    );
  });
}

const secret = 'the SECRET of this machine';

async function openAttacked(way: Way): Promise<IndexedRig> {
  const helper = { name: 'helper', version: '1.0', files: { 'helper.py': 'value = 1' } };
  const more = { name: 'more', version: '1.0', files: { 'more.py': '' } };
  const indexed = await openFor(way, [wheelFile(helper), wheelFile(more)]);
  const outside = join(indexed.rig.root, 'outside');
  mkdirSync(outside);
  writeFileSync(join(outside, 'secret'), JSON.stringify(secret));
  for (const attack of attacks) {
    const late = { ...attack, version: '0.9', sparesMetadata: true };
    const all = endsInSecond(attack) ? [attack, late] : [attack];
    indexed.server.world[attack.name] = all.map((one) => evilSdist(one, outside));
  }
  return indexed;
}

/** Whether it stops at the metadata, so that a second release is needed that attacks with its wheel. */
function endsInSecond({ message, second, returns, isHarmlessLater }: TriedAttack): boolean {
  return message !== undefined && (second ?? returns) !== undefined && isHarmlessLater !== true;
}

/** Nothing outside was written or read, and the store is as it was. */
async function assertUntouched(
  { rig }: IndexedRig,
  { options }: Way,
  output: string,
): Promise<void> {
  const outside = join(rig.root, 'outside');
  assert.deepEqual(readdirSync(outside), ['secret']);
  assert.equal(readFileSync(join(outside, 'secret'), 'utf8'), JSON.stringify(secret));
  assert.equal(statSync(join(outside, 'secret')).nlink, 1);
  assert.ok(!output.includes('SECRET'), output);
  const places = [rig.cacheDir, rig.dataDir, join(rig.root, 'record.json')].filter(existsSync);
  const found = execFileSync('sh', ['-c', 'grep -rl SECRET "$@" || true', 'sh', ...places]);
  assert.equal(found.toString(), '');
  const verified = await rig.run(['cache', 'verify'], options);
  assert.equal(verified.status, 0, verified.stdout);
}
