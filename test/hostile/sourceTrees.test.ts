// Source trees of somebody else who means the one that packs them: nothing hangs, nothing is a bug, nothing leads out.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { openFor, ways } from '../support/ways.ts';

type Prepare = (tree: string) => void;

const project = '[project]\nname = "thing"\nversion = "1"\n';

/** What stands where `pyproject.toml` should. */
const projects: Readonly<Record<string, Prepare>> = {
  'a FIFO': (path) => execFileSync('mkfifo', [path]),
  'a link to a FIFO': (path) => {
    execFileSync('mkfifo', [`${path}.fifo`]);
    symlinkSync('pyproject.toml.fifo', path);
  },
  'a link to a device': (path) => symlinkSync('/dev/zero', path),
  'a link to a secret': (path) => symlinkSync('../secret', path),
  'a folder': (path) => mkdirSync(path),
  'far too large': (path) => {
    writeFileSync(path, '');
    truncateSync(path, 1e12);
  },
};

for (const way of ways.filter(({ sandbox }) => sandbox === 'off')) {
  const { skip, options } = way;
  suite(way.name, { skip }, () => {
    test('a project that is no file ends in an error, at once', async () => {
      await using indexed = await openFor(way, []);
      const { rig } = indexed;
      const tree = join(rig.root, 'tree');
      writeFileSync(join(rig.root, 'secret'), 'a = SECRET\n');
      for (const [what, prepare] of Object.entries(projects)) {
        mkdirSync(tree);
        writeFileSync(join(tree, 'setup.py'), 'raise SystemExit("its backend")\n');
        prepare(join(tree, 'pyproject.toml'));
        hand(tree, options.user);
        const { status, stderr } = await indexed.run(['lock', `thing @ file://${tree}`], options);
        assert.ok(status === 1 || status === 2, `${what}: ${status} ${stderr}`);
        assert.match(stderr, /^error: /, what);
        assert.doesNotMatch(stderr, /bug in spip|SECRET/, what);
        rmSync(tree, { recursive: true });
      }
    });

    test(
      'what its user may not read is named',
      { skip: options.user === undefined && process.getuid?.() === 0 && 'root may read all' },
      async () => {
        await using indexed = await openFor(way, []);
        const tree = join(indexed.rig.root, 'tree');
        for (const closed of ['src', 'src/below', 'src/below/file.py', 'pyproject.toml']) {
          for (const isRepository of [false, true]) {
            mkdirSync(join(tree, 'src/below'), { recursive: true });
            writeFileSync(join(tree, 'pyproject.toml'), project);
            writeFileSync(join(tree, 'src/below/file.py'), '');
            if (isRepository) {
              execFileSync('git', ['init', '--quiet', tree]);
              execFileSync('git', ['-C', tree, 'add', '.']);
            }
            hand(tree, options.user);
            for (const mode of [0, 0o400]) {
              chmodSync(join(tree, closed), mode);
              const words = ['lock', `thing @ file://${tree}`];
              const { status, stderr } = await indexed.run(words, options);
              assert.ok(status === 0 || status === 1 || status === 2, `${closed}: ${stderr}`);
              assert.doesNotMatch(stderr, /bug in spip/, `${closed}, mode ${mode}`);
              if (mode === 0 && !isRepository) {
                assert.match(
                  stderr,
                  /^error: Failed to read `.*`: found a f\w+ that may not be read/,
                );
              }
            }
            chmodSync(join(tree, closed), 0o700);
            rmSync(tree, { recursive: true });
          }
        }
        assert.ok(!readdirSync(indexed.rig.root).includes('tree'));
      },
    );
  });
}

function hand(tree: string, user: number | undefined): void {
  if (user !== undefined) {
    execFileSync('chown', ['-hR', `${user}:${user}`, tree]);
  }
}
