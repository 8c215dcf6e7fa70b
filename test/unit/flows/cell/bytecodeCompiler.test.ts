import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { BytecodeCompiler } from '../../../../src/flows/cell/bytecodeCompiler.ts';
import { processState } from '../../../../src/lib/processIdentity.ts';
import type { ProcessIdentity } from '../../../../src/lib/processIdentity.ts';
import { countingFetch, distFile, storeRig } from '../../../support/storeRig.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';
import { buildWheel } from '../../../support/wheelBuilder.ts';
import { madeUpInterpreter } from '../../pythons/madeUpInterpreter.ts';

test('the end of a run does not wait for byte-code that takes long, and begins no other', async (t) => {
  const folder = await temporaryFolder(t);
  const executable = join(folder, 'python');
  await writeFile(executable, `#!/bin/sh\necho started >>${folder}/starts\nexec sleep 1000\n`);
  await chmod(executable, 0o755);
  const interpreter = { ...madeUpInterpreter({ version: '3.11.7' }), executable };
  const files = ['1', '2'].map((version) => buildWheel({ name: 'x', version }));
  const { fetch } = countingFetch(Object.fromEntries(files.map((f) => [f.filename, f.bytes])));
  const { store } = await storeRig(t);
  const spawned = Promise.withResolvers<ProcessIdentity>();
  const done: number[] = [];
  const texts: string[] = [];
  const compiler = new BytecodeCompiler(
    {
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
    },
    () => Promise.resolve(),
  );
  for (const file of files) {
    compiler.order(await store.wheel(distFile(file), fetch), interpreter);
  }
  const identity = await spawned.promise;
  assert.equal(processState(identity), 'alive');
  await compiler.close();
  assert.equal(processState(identity), 'dead');
  assert.deepEqual(done, [1]);
  assert.match(texts.join('\n'), /^no byte-code of x-1-py3-none-any\.whl: .*$/m);
  assert.ok((await readFile(join(folder, 'starts'), 'utf8').catch(() => '')).length <= 8);
  await compiler.close();
});
