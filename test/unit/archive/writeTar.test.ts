import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { Flaws } from '../../../src/archive/flaws.ts';
import { readTar } from '../../../src/archive/readTar.ts';
import { writeTar } from '../../../src/archive/writeTar.ts';

suite('tar archives that are written', () => {
  const name = fc
    .string({ unit: fc.constantFrom('a', 'B', '-', 'ü', '漢', ' '), minLength: 1, maxLength: 140 })
    .map((text) => `x${text}x`);
  const member = fc.oneof(
    fc.record({ path: name, data: fc.uint8Array({ maxLength: 1100 }), executable: fc.boolean() }),
    fc.record({ path: name, target: name }),
  );

  test('are read as what was written', () => {
    fc.assert(
      fc.property(fc.array(member, { maxLength: 6 }), (members) => {
        assert.deepEqual(
          readTar(writeTar(members), { archive: 'x.tar', flaws: new Flaws('x.tar') }).map(
            ({ path, kind, executable, data, target }) => ({
              path,
              kind,
              executable,
              data: [...data],
              target,
            }),
          ),
          members.map((each) => ({
            path: each.path,
            kind: 'target' in each ? 'symlink' : 'file',
            executable: 'executable' in each && each.executable,
            data: 'data' in each ? [...each.data] : [],
            target: 'target' in each ? each.target : '',
          })),
        );
      }),
    );
  });
});
