import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { InputLine, Inputs } from '../../../../src/flows/ask/readInputs.ts';
import { openDirects } from '../../../../src/flows/sets/openDirects.ts';
import { parseDirectReference } from '../../../../src/pep/directReference.ts';
import { wheelFile } from '../../../support/distributions.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { sha256 } from '../../../support/indexPages.ts';
import { noInputs } from '../ask/noInputs.ts';
import { directWorld } from './directWorld.ts';

const one = wheelFile({ name: 'one', version: '1.0' });
const two = wheelFile({ name: 'two', version: '2.0' });
const files = [one, two];
const urlOf = ({ filename }: { readonly filename: string }): string =>
  `https://x.example/${filename}`;

const line = (text: string, more: Partial<InputLine> = {}): InputLine => ({
  text,
  origin: undefined,
  hashes: [],
  ...more,
});

const inputsOf = (given: Partial<Inputs>): Inputs => ({ ...noInputs, ...given });

suite('requirements', () => {
  test('that are no direct references stay as they are', async (t) => {
    const { surroundings } = await directWorld(t);
    const given = inputsOf({ requirements: [line('six>=1'), line('idna', { origin: 'a:1' })] });
    const { inputs, fixed, sources } = await openDirects(given, surroundings);
    assert.deepEqual(inputs, given);
    assert.deepEqual(fixed, { projects: new Map(), roots: [] });
    assert.deepEqual(sources, []);
  });

  test('become exact pins of the one file that they lead to, and are shown as they were written', async (t) => {
    const { surroundings, downloads } = await directWorld(t, { files });
    const text = `One[b,A] @ ${urlOf(one)} ; python_version >= "3"`;
    const given = inputsOf({
      requirements: [line('six'), line(text, { origin: 'a.txt:3' }), line(urlOf(two))],
    });
    const { inputs, fixed } = await openDirects(given, surroundings);
    assert.deepEqual(inputs, {
      ...given,
      requirements: [
        line('six'),
        line('one[a,b]==1.0; python_version >= "3"', { origin: 'a.txt:3', shown: text }),
        line('two==2.0', { shown: urlOf(two) }),
      ],
    });
    assert.deepEqual(
      [...fixed.projects].map(([name, project]) => [name, project.name, project.files.length]),
      [
        ['one', 'one', 1],
        ['two', 'two', 1],
      ],
    );
    assert.equal(fixed.projects.get('two')?.files[0]?.sha256, sha256(two.bytes));
    assert.deepEqual(downloads, [one.filename, two.filename]);
  });

  test('have one of the listed hashes', async (t) => {
    const { surroundings } = await directWorld(t, { files });
    const open = (...hashes: readonly string[]) =>
      openDirects(
        inputsOf({ requirements: [line(urlOf(one), { hashes, origin: 'a.txt:3' })] }),
        surroundings,
      );
    const other = 'a'.repeat(64);
    assert.equal((await open(other, sha256(one.bytes))).fixed.projects.size, 1);
    assert.deepEqual(await failureOf(() => open(other)), {
      code: 'hash-mismatch',
      message: `Expected one of the hashes that \`a.txt:3\` lists for \`${urlOf(one)}\`, found \`${sha256(one.bytes)}\``,
    });
  });

  test('that are malformed name their place', async (t) => {
    const { surroundings } = await directWorld(t);
    const open = (origin: string | undefined) => () =>
      openDirects(
        inputsOf({ requirements: [line('ftp://x.example/a', { origin })] }),
        surroundings,
      );
    const message = 'Expected an https, file or git URL, found `ftp://x.example/a`';
    assert.deepEqual(await failureOf(open(undefined)), { code: 'invalid-requirement', message });
    assert.deepEqual(await failureOf(open('a.txt:3')), {
      code: 'invalid-requirement',
      message: `${message}, in \`a.txt:3\``,
    });
  });
});

suite('constraints', () => {
  const constraint = (text: string, origin: string, hashes: readonly string[] = []) =>
    line(text, { origin, hashes });

  test('bring their files only when somebody asks, and once for all runs of the resolver', async (t) => {
    const { surroundings, downloads } = await directWorld(t, { files });
    const text = `one @ ${urlOf(one)} ; python_version >= "3"`;
    const given = inputsOf({ sources: [constraint(text, 'c.txt:1', [sha256(one.bytes)])] });
    const [source, ...others] = (await openDirects(given, surroundings)).sources;
    assert.ok(source !== undefined && others.length === 0);
    assert.deepEqual(
      [source.requirement.text, source.hashes, downloads],
      [text, [sha256(one.bytes)], []],
    );
    const [first, second] = await Promise.all([source.bring(), source.bring()]);
    assert.equal(first, second);
    assert.deepEqual([first.name, first.files[0]?.url], ['one', urlOf(one)]);
    assert.deepEqual(downloads, [one.filename]);
  });

  test('that cannot be had are asked again', async (t) => {
    const { surroundings, write, cwd } = await directWorld(t);
    const url = await write(`${one.filename}.part`, one.bytes);
    const given = inputsOf({
      sources: [constraint(`one @ ${url.replace('.part', '')}`, 'c.txt:1')],
    });
    const [source] = (await openDirects(given, surroundings)).sources;
    assert.ok(source !== undefined);
    assert.deepEqual(await failureOf(() => source.bring(), { cwd }), {
      code: 'not-found',
      message: `Expected \`<cwd>/${one.filename}\` to exist`,
    });
    await write(one.filename, one.bytes);
    assert.equal((await source.bring()).name, 'one');
  });

  test('may choose between two sources by markers, or name one twice', async (t) => {
    const { surroundings } = await directWorld(t);
    const given = inputsOf({
      sources: [
        constraint(`one @ ${urlOf(one)} ; python_version < "3"`, 'c.txt:1'),
        constraint(`one @ ${urlOf(two)} ; python_version >= "3"`, 'c.txt:2'),
        constraint(`two @ ${urlOf(two)}`, 'c.txt:3'),
        constraint(`Two @ ${urlOf(two)}`, 'd.txt:1'),
      ],
    });
    assert.equal((await openDirects(given, surroundings)).sources.length, 4);
  });

  test('that give two sources to one package contradict each other', async (t) => {
    const { surroundings } = await directWorld(t);
    const sources = [
      constraint(`two @ ${urlOf(one)}`, 'c.txt:1'),
      constraint(`Two @ ${urlOf(two)}`, 'd.txt:7'),
    ];
    assert.deepEqual(await failureOf(() => openDirects(inputsOf({ sources }), surroundings)), {
      code: 'usage',
      message: `Expected one source for \`two\`, found \`two @ ${urlOf(one)}\` in \`c.txt:1\` and \`Two @ ${urlOf(two)}\` in \`d.txt:7\``,
      hint: 'leave out one of the two constraints',
    });
  });
});

test('what a lock names is brought once', async (t) => {
  const { surroundings, downloads } = await directWorld(t, { files });
  const { bring } = await openDirects(inputsOf({}), surroundings);
  const reference = parseDirectReference(`one @ ${urlOf(one)}`);
  assert.ok(reference);
  const brought = await bring(reference);
  assert.equal(await bring({ ...reference }), brought);
  assert.deepEqual([brought.name, brought.files.length], ['one', 1]);
  assert.deepEqual(downloads, [one.filename]);
});
