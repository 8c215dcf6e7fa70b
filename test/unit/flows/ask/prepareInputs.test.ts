import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { prepareInputs } from '../../../../src/flows/ask/prepareInputs.ts';
import type { PreparedInputs } from '../../../../src/flows/ask/prepareInputs.ts';
import type { RunEvent } from '../../../../src/model/runEvent.ts';
import type { GivenIndex } from '../../../../src/options/indexOptions.ts';
import type { GivenResolution } from '../../../../src/options/resolutionOptions.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { serve } from '../../index/openTestIndex.ts';
import { testFile } from '../../index/testFile.ts';
import { globalOptions, indexOptions, resolutionOptions } from '../options.ts';
import { testContext } from '../testContext.ts';
import type { SmallContext } from '../testContext.ts';

const ignore = (): void => undefined;

interface Given {
  readonly index?: GivenIndex;
  readonly resolution?: GivenResolution;
  readonly requirements?: readonly string[];
}

function prepare(
  { context }: SmallContext,
  { index = {}, resolution = {}, requirements = [] }: Given,
  emit: (event: RunEvent) => void = () => assert.fail(),
): Promise<PreparedInputs> {
  const given = { global: globalOptions, index, resolution, requirements };
  return prepareInputs(given, context, emit);
}

const urls = ({ settings }: PreparedInputs): readonly (readonly string[])[] =>
  settings.index.groups.map((group) => group.map(({ url }) => url));
const texts = ({ inputs }: PreparedInputs): readonly string[] =>
  inputs.requirements.map(({ text }) => text);

test('the command line alone is taken as it stands', async (t) => {
  const small = await testContext(t);
  const prepared = await prepare(small, {
    requirements: ['six'],
    index: { indexUrl: 'https://a.example/simple', noBinary: ['x'] },
    resolution: { strategy: 'lowest' },
  });
  assert.deepEqual(texts(prepared), ['six']);
  assert.deepEqual(urls(prepared), [['https://a.example/simple']]);
  assert.deepEqual(prepared.index, {
    ...indexOptions,
    indexUrl: 'https://a.example/simple',
    noBinary: ['x'],
  });
  assert.deepEqual(prepared.resolution, { ...resolutionOptions, strategy: 'lowest' });
  assert.deepEqual(prepared.settings.places, {
    cacheDir: join(small.root, 'cache'),
    dataDir: join(small.root, 'data'),
  });
});

test('settings fill what the command line leaves open, files of constraints too', async (t) => {
  const small = await testContext(t, {
    env: { SPIP_OFFLINE: '1', SPIP_RESOLUTION: 'lowest-direct', SPIP_CONSTRAINT: 'limits.txt' },
  });
  await writeFile(join(small.context.cwd, 'limits.txt'), 'six<2\n');
  const { index, resolution, inputs } = await prepare(small, { requirements: ['six'] });
  assert.equal(index.offline, true);
  assert.equal(resolution.strategy, 'lowest-direct');
  assert.deepEqual(
    inputs.constraints.map(({ requirement }) => requirement.text),
    ['six<2'],
  );
});

test('what files say about formats is added, and their index takes the place of others', async (t) => {
  const small = await testContext(t);
  await writeFile(
    join(small.context.cwd, 'all.txt'),
    '-i https://b.example/simple\n--only-binary b\n--no-binary c\nsix\n',
  );
  const prepared = await prepare(small, {
    index: { indexUrl: 'https://a.example/simple', onlyBinary: ['a'], noBinary: [':all:'] },
    resolution: { requirementFiles: ['all.txt'] },
  });
  assert.deepEqual(urls(prepared), [['https://b.example/simple']]);
  assert.deepEqual(prepared.index.onlyBinary, ['a', 'b']);
  assert.deepEqual(prepared.index.noBinary, [':all:', 'c']);
});

test('a file elsewhere is fetched, and may say which index is asked', async (t) => {
  const more = Buffer.from('six\n');
  const server = await serve(t, {});
  const all = Buffer.from(`-i ${server.url}\n-r more.txt\n`);
  server.world['x'] = [testFile('all.txt', { bytes: all }), testFile('more.txt', { bytes: more })];
  const place = server.url.replace('/simple', '/files/all.txt');
  const small = await testContext(t);
  const prepared = await prepare(small, { resolution: { requirementFiles: [place] } }, ignore);
  assert.deepEqual(texts(prepared), ['six']);
  assert.deepEqual(urls(prepared), [[server.url]]);
  assert.deepEqual(
    server.requests.map(({ path }) => path),
    ['/files/all.txt', '/files/more.txt'],
  );
});

test('offline nothing is fetched', async (t) => {
  const small = await testContext(t, { env: { SPIP_OFFLINE: '1' } });
  const resolution = { requirementFiles: ['https://me:secret@a.example/all.txt'] };
  assert.deepEqual(await failureOf(() => prepare(small, { resolution })), {
    code: 'index-unreachable',
    message: 'Failed to read `https://***@a.example/all.txt` offline',
    hint: 'download it, and name the file',
  });
});

test('a server without the file is no unreachable one', async (t) => {
  const server = await serve(t, {});
  const place = server.url.replace('/simple', '/files/all.txt');
  const small = await testContext(t);
  const failed = () => prepare(small, { resolution: { requirementFiles: [place] } }, ignore);
  assert.deepEqual(await failureOf(failed, { place }), {
    code: 'not-found',
    message: 'Failed to read `<place>`: the server has no such file (404)',
  });
});

test('Ctrl-C ends the wait for a server', async (t) => {
  const server = await serve(t, { x: [testFile('all.txt')] });
  const held = server.hold('/files/all.txt');
  const place = server.url.replace('/simple', '/files/all.txt');
  const small = await testContext(t);
  const ended = prepare(small, { resolution: { requirementFiles: [place] } }, ignore);
  const [failure] = await Promise.all([
    failureOf(() => ended, { place }),
    held.arrived().then(() => small.stop('drain')),
  ]);
  assert.deepEqual(failure, { code: 'interrupted', message: 'Stopped reading `<place>`' });
});

test('malformed settings end it before anything is read', async (t) => {
  const small = await testContext(t, { env: { SPIP_OFFLINE: 'perhaps' } });
  const failed = () => prepare(small, { resolution: { requirementFiles: ['absent.txt'] } });
  assert.deepEqual(await failureOf(failed), {
    code: 'invalid-settings',
    message: 'Expected `true` or `false` in `SPIP_OFFLINE`: `perhaps`',
  });
});
