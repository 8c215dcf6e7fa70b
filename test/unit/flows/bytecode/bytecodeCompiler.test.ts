import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { BytecodeCompiler } from '../../../../src/flows/bytecode/bytecodeCompiler.ts';
import { processState } from '../../../../src/lib/processIdentity.ts';
import type { ProcessIdentity } from '../../../../src/lib/processIdentity.ts';
import type { Interpreter } from '../../../../src/model/interpreter.ts';
import type { StoredWheel } from '../../../../src/model/storedWheel.ts';
import type { Store } from '../../../../src/store/openStore.ts';
import { countingFetch, distFile, storeRig } from '../../../support/storeRig.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';
import { buildWheel } from '../../../support/wheelBuilder.ts';
import { madeUpInterpreter } from '../../pythons/madeUpInterpreter.ts';

interface CompilerRig {
  readonly store: Store;
  readonly wheel: StoredWheel;
  readonly interpreter: Interpreter;
  readonly compiler: BytecodeCompiler;
  /** How many compilations were started. */
  readonly starts: () => Promise<number>;
  readonly spawned: Promise<ProcessIdentity>;
  readonly done: number[];
  readonly texts: string[];
}

/** A Python that only notes that it was started, then does `rest`. */
async function compilerRig(t: TestContext, rest: string): Promise<CompilerRig> {
  const folder = await temporaryFolder(t);
  const executable = join(folder, 'python');
  await writeFile(executable, `#!/bin/sh\necho started >>${folder}/starts\n${rest}\n`);
  await chmod(executable, 0o755);
  const interpreter = { ...madeUpInterpreter({ version: '3.11.7' }), executable };
  const file = buildWheel({ name: 'x', version: '1' });
  const { fetch } = countingFetch({ [file.filename]: file.bytes });
  const { store } = await storeRig(t);
  const spawned = Promise.withResolvers<ProcessIdentity>();
  const done: number[] = [];
  const texts: string[] = [];
  const compiler = new BytecodeCompiler({
    store,
    journal: {
      intend: (intent) => {
        assert.ok(intent.kind === 'process');
        spawned.resolve(intent.process);
        return Promise.resolve(1);
      },
      done: async (token) => void done.push(token),
    },
    emit: (event) => texts.push(event.kind === 'debug' ? event.text : event.kind),
  });
  return {
    store,
    wheel: await store.wheel(distFile(file), fetch),
    interpreter,
    compiler,
    starts: async () =>
      (await readFile(join(folder, 'starts'), 'utf8').catch(() => '')).split('\n').length - 1,
    spawned: spawned.promise,
    done,
    texts,
  };
}

test('a new wheel is compiled for the second cell that wants it, once', async (t) => {
  const { compiler, wheel, interpreter, starts } = await compilerRig(t, 'exit 0');
  assert.equal(await compiler.bytecodeOf(wheel, interpreter), undefined);
  assert.equal(await starts(), 0);
  const both = [1, 2].map(() => compiler.bytecodeOf(wheel, interpreter));
  assert.deepEqual(await Promise.all(both), [[], []]);
  assert.equal(await starts(), 1);
});

test('a wheel that an earlier run has brought is compiled for the first one', async (t) => {
  const { store, compiler, wheel, interpreter, starts } = await compilerRig(t, 'exit 0');
  t.mock.method(store, 'isNew', () => false);
  assert.deepEqual(await compiler.bytecodeOf(wheel, interpreter), []);
  assert.equal(await starts(), 1);
});

test('what cannot be compiled is tried once, and none is made for Python 2', async (t) => {
  const { compiler, wheel, interpreter, starts, texts } = await compilerRig(t, 'exit 3');
  for (let cell = 0; cell < 4; cell += 1) {
    assert.equal(await compiler.bytecodeOf(wheel, interpreter), undefined);
    assert.equal(
      await compiler.bytecodeOf(wheel, { ...interpreter, version: '2.7.18', build: 'old' }),
      undefined,
    );
  }
  assert.equal(await starts(), 1);
  assert.deepEqual(texts.filter((text) => text.startsWith('no byte-code')).length, 1);
});

test('the end of a run ends a compilation', async (t) => {
  const rig = await compilerRig(t, 'exec sleep 1000');
  const { compiler, wheel, interpreter, spawned, done, texts } = rig;
  await compiler.bytecodeOf(wheel, interpreter);
  const waiting = compiler.bytecodeOf(wheel, interpreter);
  const identity = await spawned;
  assert.equal(processState(identity), 'alive');
  await compiler.close();
  assert.equal(await waiting, undefined);
  assert.equal(processState(identity), 'dead');
  assert.deepEqual(done, [1]);
  assert.match(texts.join('\n'), /^no byte-code of x-1-py3-none-any\.whl: .*$/m);
  await compiler.close();
});
