import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { extraFinder } from '../../../../src/flows/sets/unusedExtras.ts';
import { SpipError } from '../../../../src/lib/spipError.ts';
import { countingFetch, distFile, storeRig } from '../../../support/storeRig.ts';
import { buildWheel } from '../../../support/wheelBuilder.ts';
import type { WheelSpec } from '../../../support/wheelBuilder.ts';
import { madeUpInterpreter } from '../../pythons/madeUpInterpreter.ts';

interface Finder {
  readonly find: (module: string) => Promise<string | undefined>;
  /** Which packages were looked into, in order. */
  readonly looked: readonly string[];
}

/** Looks for extras of a wheel; `brings` says which packages hold which modules. */
async function finder(
  t: TestContext,
  spec: Pick<WheelSpec, 'requires' | 'extras'>,
  given: {
    readonly asked?: readonly string[];
    readonly brings?: Readonly<Record<string, string>>;
  } = {},
): Promise<Finder> {
  const { store } = await storeRig(t);
  const built = buildWheel({ name: 'tested', version: '1.0', ...spec });
  const { fetch } = countingFetch({ [built.filename]: built.bytes });
  const looked: string[] = [];
  const find = extraFinder({
    wheel: await store.wheel(distFile(built), fetch),
    cell: {
      extras: given.asked ?? [],
      interpreter: madeUpInterpreter({ version: '3.11.7' }),
    },
    bringsModule: async (name, module) => {
      looked.push(name);
      return await Promise.resolve(given.brings?.[name] === module);
    },
  });
  return { find, looked };
}

const colours = {
  extras: ['Fancy_Output', 'net'],
  requires: [
    'six',
    'colour-names; extra == "fancy-output"',
    'PyYAML; extra == "fancy-output" and python_version < "3"',
    'grpcio; extra == "net"',
    'idna; extra == "net"',
  ],
};

test('a requirement of the module’s name says it for nothing', async (t) => {
  const { find, looked } = await finder(t, colours);
  assert.equal(await find('colour_names.deep'), 'fancy-output');
  assert.deepEqual(looked, []);
});

test('else packages are looked into, the likeliest first', async (t) => {
  const { find, looked } = await finder(t, colours, { brings: { grpcio: 'grpc' } });
  assert.equal(await find('grpc'), 'net');
  assert.deepEqual(looked, ['grpcio']);
  assert.equal(await find('strange.module'), undefined);
  assert.deepEqual(looked.slice(1), ['colour-names', 'grpcio', 'idna']);
});

test('a package whose name is part of the module’s is likely too', async (t) => {
  const { find, looked } = await finder(t, colours, { brings: { idna: 'IDNAplus' } });
  assert.equal(await find('IDNAplus'), 'net');
  assert.deepEqual(looked, ['idna']);
});

test('what is brought in anyway, or not on this Python, helps nobody', async (t) => {
  const { find, looked } = await finder(t, colours);
  assert.equal(await find('six'), undefined);
  assert.equal(await find('pyyaml'), undefined);
  assert.deepEqual(new Set(looked), new Set(['colour-names', 'grpcio', 'idna']));
});

test('extras that somebody asked for are not offered, nor what they bring', async (t) => {
  const both = {
    extras: ['one', 'two'],
    requires: ['shared; extra == "one" or extra == "two"', 'own; extra == "two"'],
  };
  const { find, looked } = await finder(t, both, { asked: ['one'] });
  assert.equal(await find('shared'), undefined);
  assert.equal(await find('own'), 'two');
  assert.deepEqual(looked, ['own']);
});

test('malformed requirements and other extras are passed over', async (t) => {
  const { find, looked } = await finder(t, {
    extras: ['a'],
    requires: ['>>1; extra == "a"', 'b; extra == "undeclared"', 'c; extra == "a"'],
  });
  assert.equal(await find('b'), undefined);
  assert.equal(await find('c'), 'a');
  assert.deepEqual(looked, ['c']);
});

test('of many packages 24 are looked into for one module, each once', async (t) => {
  const names = Array.from({ length: 40 }, (_, at) => `p${at}`);
  const { find, looked } = await finder(t, {
    extras: ['a', 'b'],
    requires: names.flatMap((name) => [`${name}; extra == "a"`, `${name}; extra == "b"`]),
  });
  assert.equal(await find('module'), undefined);
  assert.deepEqual(looked, names.slice(0, 24));
});

test('an index that does not answer ends it', async (t) => {
  const { store } = await storeRig(t);
  const built = buildWheel({ name: 'tested', version: '1.0', ...colours });
  const { fetch } = countingFetch({ [built.filename]: built.bytes });
  const failure = new SpipError('index-unreachable', 'no');
  const find = extraFinder({
    wheel: await store.wheel(distFile(built), fetch),
    cell: { extras: [], interpreter: madeUpInterpreter({ version: '3.11.7' }) },
    bringsModule: () => Promise.reject(failure),
  });
  await assert.rejects(find('grpc'), failure);
});
