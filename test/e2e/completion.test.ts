import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Rig } from '../support/rig.ts';

const rig = await Rig.open();
after(() => rig.close());

/**
 * Types into a shell on a terminal, key by key as it asks for more, and prints what it says. `{` and `}` mark what the shell makes of a
 * line, since a terminal shows more than that.
 */
const typist = `
import json, os, pty, select, signal, sys
argv, lines = json.loads(sys.argv[1])
pid, master = pty.fork()
if pid == 0:
    os.execvp(argv[0], argv)
signal.alarm(60)
said = b""
def until(mark):
    global said
    while mark not in said:
        select.select([master], [], [])
        said += os.read(master, 65536)
    before, _, said = said.partition(mark)
    return before
for number, line in enumerate(lines):
    os.write(master, line.encode() + b"\\n")
    answer = until(b"{" + str(number).encode() + b"}\\r\\n" if number else b"{0}\\r\\n")
    print(answer.rpartition(b"{")[2].decode() if number else "")
os.write(master, b"exit\\n")
os.kill(pid, signal.SIGKILL)
os.waitpid(pid, 0)
`;

/** Lines as typed, Tab included, and the words that spip would get. */
const lines: readonly (readonly [typed: string, words: readonly string[]])[] = [
  ['spip matr\tsix --sandb\treq\t', ['matrix', 'six', '--sandbox', 'require']],
  ['spip python inst\t3.14 --mani\tmy-l\t', ['python', 'install', '3.14', '--manifest', 'my-list']],
  ['spip cache inf\t--form\tjso\t', ['cache', 'info', '--format', 'json']],
  ['spip matrix --keep fai\t-j 2 --dry\t', ['matrix', '--keep', 'failed', '-j', '2', '--dry-run']],
  ['spip matrix ./my-l\t', ['matrix', './my-list']],
];

const shells: Readonly<
  Record<string, { readonly argv: readonly string[]; readonly setup: string }>
> = {
  bash: {
    argv: ['bash', '--norc', '--noprofile', '-i'],
    setup:
      'bind "set enable-bracketed-paste off"; source ./script; n=0; spip() { n=$((n+1)); printf "{"; printf "%s|" "$@"; printf "{%s}\\n" $n; }; echo {0}',
  },
  zsh: {
    argv: ['zsh', '-f', '-i'],
    setup:
      'autoload -Uz compinit; compinit -u -D; source ./script; n=0; spip() { n=$((n+1)); printf "{"; printf "%s|" "$@"; printf "{%s}\\n" $n; }; print "{""0}"',
  },
  fish: {
    argv: ['fish', '--no-config', '-i'],
    setup:
      'source ./script; set n 0; function spip; set n (math $n + 1); printf "{"; printf "%s|" $argv; printf "{%s}\\n" $n; end; echo "{""0}"',
  },
};

for (const [shell, { argv, setup }] of Object.entries(shells)) {
  const isThere = spawnSync(shell, ['-c', 'exit 0']).status === 0;
  test(`Tab in ${shell}`, { skip: !isThere && `needs ${shell}` }, async () => {
    const { stdout, stderr, status } = await rig.run(['completion', shell]);
    assert.equal(status, 0, stderr);
    await writeFile(join(rig.project, 'script'), stdout);
    await rig.write('my-list', '');
    const typed = [setup, ...lines.map(([line]) => line)];
    const ran = spawnSync('python3', ['-c', typist, JSON.stringify([argv, typed])], {
      cwd: rig.project,
      encoding: 'utf8',
      env: { ...rig.env, TERM: 'xterm', PS1: '' },
    });
    assert.equal(ran.status, 0, ran.stderr);
    const answers = ran.stdout.trim().split('\n');
    // What a shell joins by an equals sign is the same to spip.
    const said = answers.map((answer) => answer.split(/[|=]/).filter((word) => word !== ''));
    assert.deepEqual(
      said,
      lines.map(([, words]) => words),
      ran.stdout,
    );
  });
}

test('another shell is refused, and every command is in each script', async () => {
  const { status, stderr } = await rig.run(['completion', 'tcsh']);
  assert.equal(status, 2);
  assert.match(stderr, /Expected `bash`, `zsh` or `fish`, found `tcsh`/);
  const { stdout: help } = await rig.run(['--help']);
  const commands = [...help.matchAll(/^ {2}([a-z]+(?: [a-z]+)?) {2,}/gm)].map(
    ([, name = '']) => name,
  );
  assert.ok(commands.includes('python install'));
  for (const shell of Object.keys(shells)) {
    const { stdout } = await rig.run(['completion', shell]);
    for (const name of commands) {
      assert.ok(
        stdout.includes(`'${name}'`) || stdout.includes(String.raw`\'${name}\'`),
        `${shell}: ${name}`,
      );
    }
  }
});
