import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, after, before, test } from 'node:test';
import { type SandboxProbe, probeSandbox } from '../../../../src/process/isolation/probeSandbox.ts';
import { endMountedProcesses } from '../../../../src/process/isolation/endMountedProcesses.ts';
import type { ProcessOutcome } from '../../../../src/process/processSpec.ts';
import { runProcess } from '../../../../src/process/runProcess.ts';
import type { CellFolders } from '../../../../src/process/isolation/cellFolders.ts';
import { HeldCommands } from '../../../support/heldCommand.ts';

let root = '';
let probe: SandboxProbe = { works: false, reason: 'not probed' };
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'spip-'));
  probe = await probeSandbox(process.env, join(root, 'probe'));
});
after(async () => rm(root, { recursive: true, force: true }));

async function makeCell(): Promise<CellFolders> {
  const cell = await mkdtemp(join(root, 'c'));
  const [env, cwd, home, tmp] = ['env', 'cwd', 'home', 'tmp'].map((name) => join(cell, name));
  assert.ok(env && cwd && home && tmp);
  await Promise.all([env, cwd, home, tmp].map(async (folder) => mkdir(folder)));
  await writeFile(join(cell, '.git'), 'gitdir: /ledger\n');
  await writeFile(join(env, 'linked.py'), 'linked\n');
  return { cell, env, cwd, home, tmp };
}

interface Inside {
  readonly folders: CellFolders;
  readonly script: string;
  readonly readOnly?: readonly string[];
}

/** Runs a shell script in the sandbox; the test is skipped where none works. */
async function inside(
  context: TestContext,
  spec: Inside,
  lines: string[] = [],
): Promise<ProcessOutcome | undefined> {
  if (!probe.works) {
    context.skip(probe.reason);
    return undefined;
  }
  const argv = probe.isolation.wrap({
    argv: ['/bin/sh', '-c', spec.script],
    folders: spec.folders,
    readOnly: spec.readOnly ?? [],
    layered: true,
    hidesGit: true,
  });
  return runProcess({
    argv,
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' },
    timeoutMs: 60_000,
    outputCap: 1_000_000,
    logPath: join(spec.folders.cell, '..', `${spec.folders.cell}.log`),
    channel: { onLine: (line) => lines.push(line), cap: 1000 },
  });
}

test('settings of the system are seen under their own paths, and cannot be changed', async (context) => {
  const paths = ['/etc/passwd', '/etc/group', '/etc/nsswitch.conf'];
  const script = `for path in ${paths.join(' ')}; do
      { echo x >> $path; rm $path; } 2>/dev/null; sha256sum < $path
    done`;
  const outcome = await inside(context, { folders: await makeCell(), script });
  if (outcome !== undefined) {
    const digests = await Promise.all(
      paths.map(async (path) => hash('sha256', await readFile(path), 'hex')),
    );
    assert.equal(outcome.tail, digests.map((digest) => `${digest}  -\n`).join(''));
  }
});

test('the cell is at its short path, writable, its environment only in a layer of this start', async (context) => {
  const folders = await makeCell();
  const script = `pwd; touch made ../home/made /tmp/made
    for path in /cell/env/linked.py /cell/env/new /new /usr/new; do
      (echo poison > $path) 2>/dev/null && echo "wrote $path"
    done
    chmod u+w /cell/env/linked.py 2>/dev/null && echo changed
    rm -f /cell/.git 2>/dev/null; mv /cell/env /cell/other 2>/dev/null; ls -A /cell
    (echo poison > /cell/layer/x) 2>/dev/null && echo hidden; rm -rf /cell/layer /cell/env/* 2>/dev/null; ls /cell/env`;
  const outcome = await inside(context, { folders, script });
  if (outcome !== undefined) {
    const hasLayer = probe.works && probe.isolation.hasLayer;
    assert.equal(
      outcome.tail,
      hasLayer
        ? '/cell/cwd\nwrote /cell/env/linked.py\nwrote /cell/env/new\nchanged\n.git\ncwd\nenv\nhome\nlayer\ntmp\n'
        : '/cell/cwd\n.git\ncwd\nenv\nhome\ntmp\nlinked.py\n',
    );
    assert.deepEqual(await readdir(folders.env), ['linked.py']);
    const again = await inside(context, { folders, script: 'cat /cell/env/linked.py; id -u' });
    assert.equal(again?.tail, `linked\n${process.getuid?.()}\n`);
    assert.deepEqual(await readdir(folders.tmp), ['made']);
    assert.deepEqual(await readdir(folders.home), ['made']);
    assert.equal(await readFile(join(folders.env, 'linked.py'), 'utf8'), 'linked\n');
  }
});

test('cwd, home and tmp are one file system for rename', async (context) => {
  const folders = await makeCell();
  const script =
    'touch a; perl -e \'rename("a", "/cell/tmp/b") && rename("/cell/tmp/b", "/cell/home/c") or die $!\'';
  const outcome = await inside(context, { folders, script });
  if (outcome !== undefined) {
    assert.equal(outcome.exitStatus, 0, outcome.tail);
    assert.deepEqual(await readdir(folders.home), ['c']);
  }
});

test('neither the home of the host nor the git file can be read; a named file can', async (context) => {
  const folders = await makeCell();
  const secret = join(root, 'secret');
  const named = join(root, 'named');
  await writeFile(secret, 'secret');
  await writeFile(named, 'named');
  const script = `cat ${secret} /cell/.git 2>/dev/null; cat ${named}; echo; ls ${homedir()} 2>/dev/null
    (echo x >> ${named}) 2>/dev/null; cat /etc/shadow 2>/dev/null; exit 0`;
  const outcome = await inside(context, { folders, script, readOnly: [named, join(root, 'none')] });
  if (outcome !== undefined) {
    assert.equal(outcome.tail, 'named\n');
    assert.equal(await readFile(named, 'utf8'), 'named');
  }
});

test('no server of the host can be reached, the own loopback can', async (context) => {
  const folders = await makeCell();
  let visits = 0;
  const server = createServer((socket) => {
    visits += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  const script = `perl -MIO::Socket::INET -e '
    print defined IO::Socket::INET->new(PeerAddr => "127.0.0.1:${address.port}") ? "reached\\n" : "cut\\n";
    my $own = IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1:0");
    print IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $own->sockport) ? "own\\n" : "none\\n"'`;
  const outcome = await inside(context, { folders, script });
  await new Promise((resolve) => server.close(resolve));
  if (outcome !== undefined) {
    assert.equal(outcome.tail, 'cut\nown\n');
    assert.equal(visits, 0);
  }
});

test('nothing survives: not even a daemon in a session of its own', async (context) => {
  const folders = await makeCell();
  // The daemon holds the channel: the pipe ends at once only because the kernel has killed it.
  const lines: string[] = [];
  const script = 'setsid sleep 600 & echo $$ >&3';
  const outcome = await inside(context, { folders, script }, lines);
  if (outcome !== undefined) {
    assert.deepEqual(lines, ['1']);
    assert.equal(outcome.exitStatus, 0);
  }
});

test('kill -9 of the process that started it ends everything inside', async (context) => {
  if (!probe.works) {
    context.skip(probe.reason);
    return;
  }
  await using held = await HeldCommands.open(await mkdtemp(join(root, 'h')));
  const node = await realpath(process.execPath);
  const argv = probe.isolation.wrap({
    argv: [node, ...held.nodeCommand('inside').slice(1)],
    folders: await makeCell(),
    readOnly: [node, held.socket],
  });
  const code = `require('node:child_process').spawn(process.argv[1], process.argv.slice(2), { detached: true })`;
  const parent = spawn(process.execPath, ['-e', code, ...argv], { stdio: 'ignore' });
  const child = await held.next();
  parent.kill('SIGKILL');
  await child.gone;
});

test('says why it does not work', async () => {
  assert.deepEqual(await probeSandbox({ PATH: '' }, join(root, 'probe')), {
    works: false,
    reason:
      process.platform === 'linux'
        ? '`bwrap` (bubblewrap) is not on PATH'
        : 'Bubblewrap exists only on Linux',
  });
  const folder = await mkdtemp(join(root, 'b'));
  const text =
    'bwrap: No permissions to create new namespace, likely because the kernel does not allow it';
  await writeFile(join(folder, 'bwrap'), `#!/bin/sh\necho '${text}' >&2\nexit 1\n`, {
    mode: 0o755,
  });
  if (process.platform === 'linux') {
    assert.deepEqual(await probeSandbox({ PATH: folder }, join(root, 'probe')), {
      works: false,
      reason: `User namespaces are not allowed here: \`${text}\``,
    });
  }
});

test('what runs in a sandbox is found by what it has mounted, its neighbours are left alone', async (t) => {
  if (!probe.works) {
    t.skip(probe.reason);
    return;
  }
  await using held = await HeldCommands.open(root);
  const cells = await Promise.all([makeCell(), makeCell()]);
  const { isolation } = probe;
  const runs = cells.map((folders) => {
    const argv = held.nodeCommand(folders.cell);
    const readOnly = [held.socket, process.execPath];
    const [program = '', ...args] = isolation.wrap({ argv, folders, readOnly });
    return spawn(program, args, { stdio: 'ignore' });
  });
  t.after(() => runs.forEach((run) => run.kill('SIGKILL')));
  const children = await held.nextOf(2);
  const [first, second] = cells.map(({ cell }) => children.find(({ name }) => name === cell));
  assert.ok(cells[0] !== undefined && first !== undefined && second !== undefined);
  assert.ok(endMountedProcesses(await realpath(cells[0].cell)) > 0);
  await first.gone;
  assert.equal(held.running, 1);
  assert.equal(endMountedProcesses(join(root, 'c')), 0);
  second.release();
  await second.gone;
});
