// The sandbox is tried once and remembered: a memory that is not true any more costs a run, never a verdict.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import { everySurroundings } from '../hostile/surroundings.ts';

const [sandboxed] = (await everySurroundings()).filter(
  ({ sandbox, user }) => sandbox === 'require' && user === undefined,
);
const skip = sandboxed?.skip ?? 'no sandbox';

const files = [
  wheelFile({ name: 'thing', version: '1.0' }),
  wheelFile({ name: 'other', version: '1.0' }),
  sdistFile({ name: 'made', version: '1.0' }),
];

/** A machine with a `bwrap` that a policy which nobody can read may forbid. */
class Machine implements AsyncDisposable {
  readonly indexed: IndexedRig;
  readonly #bin: string;

  private constructor(indexed: IndexedRig) {
    this.indexed = indexed;
    this.#bin = join(indexed.rig.root, 'bin');
  }

  static async open(): Promise<Machine> {
    const env = { SPIP_NO_RESULT_CACHE: undefined };
    const machine = new Machine(await IndexedRig.open(files, {}, env));
    await mkdir(machine.#bin);
    const real = execFileSync('/bin/sh', ['-c', 'command -v bwrap'], { encoding: 'utf8' }).trim();
    const script = `#!/bin/sh
if [ -e '${machine.#bin}/forbidden' ]; then
  echo 'bwrap: setting up uid map: Permission denied' >&2
  exit 1
fi
exec '${real}' "$@"
`;
    await writeFile(join(machine.#bin, 'bwrap'), script, { mode: 0o755 });
    return machine;
  }

  get env(): Record<string, string> {
    return { PATH: `${this.#bin}:${process.env['PATH'] ?? ''}` };
  }

  get remembers(): boolean {
    return existsSync(join(this.indexed.rig.dataDir, 'sandbox.json'));
  }

  forbid(): Promise<void> {
    return writeFile(join(this.#bin, 'forbidden'), '');
  }

  /** As an upgrade does. */
  change(): Promise<void> {
    return utimes(join(this.#bin, 'bwrap'), 1, 1);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.indexed[Symbol.asyncDispose]();
  }
}

suite('a remembered sandbox', { skip }, () => {
  test('is not tried again: a plan whose cells are all known starts no process', async () => {
    await using machine = await Machine.open();
    const { indexed, env } = machine;
    const counted = async (): Promise<string | undefined> => {
      const { status, stdout, stderr } = await indexed.run('matrix thing --profile', { env });
      assert.equal(status, 0, stderr);
      return /counted +(\d+ processes) started/.exec(stdout + stderr)?.[1];
    };
    await counted();
    assert.ok(machine.remembers);
    assert.equal(await counted(), '0 processes');
    await machine.change();
    assert.equal(await counted(), '1 processes');
  });

  test('that does not start any more is no verdict, and is forgotten', async () => {
    await using machine = await Machine.open();
    const { indexed, env } = machine;
    await indexed.matrix('thing', { env });
    await machine.forbid();
    const stale = await indexed.matrix('other', { env });
    assert.deepEqual(stale.verdicts, { 'other 1.0': 'infra/interpreter-broken' });
    assert.match(stale.stdout, /bwrap: setting up uid map: Permission denied/);
    assert.equal(machine.remembers, false);
    const bare = await indexed.matrix('other', { env });
    assert.deepEqual(bare.verdicts, { 'other 1.0': 'pass/clean' });
    assert.match(bare.stderr, /Running without a sandbox: User namespaces are not allowed here/);
    const required = await indexed.run('matrix other --sandbox require', { env });
    assert.equal(required.status, 2);
  });

  test('is tried before a build: what cannot start has not failed to build', async () => {
    await using machine = await Machine.open();
    const { indexed, env } = machine;
    await indexed.matrix('thing', { env });
    await machine.forbid();
    const stale = await indexed.matrix('made', { env });
    assert.deepEqual(stale.verdicts, { 'made 1.0': 'infra/internal' });
    assert.match(stale.stdout, /Expected the sandbox of earlier runs: User namespaces are not/);
    assert.equal(machine.remembers, false);
    const bare = await indexed.matrix('made', { env });
    assert.deepEqual(bare.verdicts, { 'made 1.0': 'pass/clean' });
  });
});
