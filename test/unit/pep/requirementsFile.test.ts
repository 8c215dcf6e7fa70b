import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseRequirementsFile } from '../../../src/pep/requirementsFile.ts';
import type { RequirementsEntry } from '../../../src/pep/requirementsFile.ts';

const variables: Readonly<Record<string, string>> = { TOKEN: 'secret', HOST: 'example.test' };

function parse(text: string): readonly RequirementsEntry[] {
  return parseRequirementsFile(text, {
    path: 'requirements.txt',
    variable: (name) => variables[name],
  });
}

const a = 'a'.repeat(64);
const b = 'b'.repeat(64);

const requirement = (line: number, text: string, hashes: readonly string[] = []) => ({
  kind: 'requirement',
  line,
  text,
  hashes,
});

suite('requirements', () => {
  const cases: readonly (readonly [name: string, text: string, entries: readonly unknown[]])[] = [
    ['a plain one', 'six>=1.16', [requirement(1, 'six>=1.16')]],
    ['blank lines and comments', '\n# all\n  # more\nsix # why\n', [requirement(4, 'six')]],
    [
      'a hash sign without space belongs to a URL',
      'a @ https://x.test/a.whl#sha256=1',
      [requirement(1, 'a @ https://x.test/a.whl#sha256=1')],
    ],
    [
      'continued lines',
      'six \\\n  >=1 \\\n ,<2\nidna',
      [requirement(1, 'six   >=1  ,<2'), requirement(4, 'idna')],
    ],
    [
      'a comment ends what it continues',
      'six \\\n# done\nidna',
      [requirement(1, 'six'), requirement(3, 'idna')],
    ],
    [
      'a marker',
      'six ; python_version < \'3.9\' and os_name == "posix"',
      [requirement(1, 'six ; python_version < \'3.9\' and os_name == "posix"')],
    ],
    ['names with dashes', 'typing-extensions==4', [requirement(1, 'typing-extensions==4')]],
    [
      'carriage returns and a byte order mark',
      '\uFEFFsix\r\nidna\r\n',
      [requirement(1, 'six'), requirement(2, 'idna')],
    ],
    [
      'hashes over several lines, as pip-compile writes them',
      `six==1 \\\n    --hash=sha256:${a} \\\n    --hash sha256:${b.toUpperCase()}\n    # via x`,
      [requirement(1, 'six==1', [a, b])],
    ],
    [
      'a longer hash beside sha256',
      `six==1 --hash=sha512:${a}${a} --hash=sha256:${b}`,
      [requirement(1, 'six==1', [b])],
    ],
    [
      'an editable tree',
      '-e ./mine\n--editable=other',
      [requirement(1, './mine'), requirement(2, 'other')],
    ],
  ];
  for (const [name, text, entries] of cases) {
    test(name, () => assert.deepEqual(parse(text), entries));
  }
});

suite('options', () => {
  test('nested files', () => {
    assert.deepEqual(parse('-r base.txt\n--requirement=more.txt\n-c"a b.txt"\n--constraint c'), [
      { kind: 'requirements', line: 1, path: 'base.txt' },
      { kind: 'requirements', line: 2, path: 'more.txt' },
      { kind: 'constraints', line: 3, path: 'a b.txt' },
      { kind: 'constraints', line: 4, path: 'c' },
    ]);
  });

  test('of the index, several on one line', () => {
    assert.deepEqual(
      parse('-i https://${HOST}/simple --no-index\n--only-binary :all: --pre --require-hashes'),
      [
        { kind: 'option', line: 1, name: 'index-url', value: 'https://example.test/simple' },
        { kind: 'option', line: 1, name: 'no-index', value: '' },
        { kind: 'option', line: 2, name: 'only-binary', value: ':all:' },
        { kind: 'option', line: 2, name: 'pre', value: '' },
        { kind: 'option', line: 2, name: 'require-hashes', value: '' },
      ],
    );
  });

  test('variables: only upper-case ones in braces that are set, as pip', () => {
    assert.deepEqual(parse('${TOKEN}\n${UNSET}\n$TOKEN\n${token}'), [
      requirement(1, 'secret'),
      requirement(2, '${UNSET}'),
      requirement(3, '$TOKEN'),
      requirement(4, '${token}'),
    ]);
  });
});

suite('refused, with file and line', () => {
  const cases: readonly (readonly [text: string, message: string])[] = [
    [
      'six\n--prefer-binary',
      'Expected an option that spip knows, found `--prefer-binary`, in `requirements.txt:2`',
    ],
    [
      '--use-feature=x',
      'Expected an option that spip knows, found `--use-feature`, in `requirements.txt:1`',
    ],
    ['--hash=sha256:00', 'Expected `--hash` behind a requirement, in `requirements.txt:1`'],
    ['-r', 'Expected a value behind `-r`, in `requirements.txt:1`'],
    [
      'six -r other',
      'Expected only `--hash` behind a requirement, found `-r`, in `requirements.txt:1`',
    ],
    [
      'six --hash=md5:00',
      'Expected `--hash=sha256:` with 64 hexadecimal digits, found `md5:00`, in `requirements.txt:1`',
    ],
    [
      `six \\\n --hash=sha512:${a}`,
      `Expected \`--hash=sha256:\` with 64 hexadecimal digits, found \`sha512:${a}\`, in \`requirements.txt:1\``,
    ],
    ['--find-links "a', 'Expected each quote to be closed, in `requirements.txt:1`'],
    ['--no-index=1', 'Expected no value behind `--no-index`, found `1`, in `requirements.txt:1`'],
  ];
  for (const [text, message] of cases) {
    test(text, () => {
      assert.throws(() => parse(text), { code: 'invalid-requirement', message });
    });
  }
});
