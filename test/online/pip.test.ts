import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { installPip, pipChoice } from '../support/pipReport.ts';
import { Rig } from '../support/rig.ts';

const names = ['requests', 'flask', 'pydantic', 'numpy', 'lxml', 'webob'];

interface ListedPython {
  readonly python: string;
  readonly path: string;
}

let folder = '';
let rig: Rig;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spip-pip-'));
  rig = await Rig.open({ ...process.env, PIP_CONFIG_FILE: undefined });
});

after(async () => {
  await rig.close();
  await rm(folder, { recursive: true, force: true });
});

/** One Python of each minor version that has a pip. */
async function pythons(): Promise<readonly ListedPython[]> {
  const { stdout } = await rig.run(['python', 'list', '--format', 'json']);
  const listed = (JSON.parse(stdout) as { readonly pythons: readonly ListedPython[] }).pythons;
  const newest = new Map(listed.map((each) => [each.python, each]));
  return [...newest.values()].filter(({ path }) => !path.startsWith('/usr/bin/'));
}

interface LockedFile {
  readonly name: string;
  readonly version: string;
  readonly file: string;
}

async function lock(python: string, name: string): Promise<readonly LockedFile[] | string> {
  const args = ['lock', name, '--python', python, '--format', 'json'];
  const { status, stdout, stderr } = await rig.run(args);
  return status === 0
    ? (JSON.parse(stdout) as { readonly packages: readonly LockedFile[] }).packages
    : stderr;
}

async function spipChoice(python: string, name: string): Promise<readonly string[] | string> {
  const locked = await lock(python, name);
  return typeof locked === 'string' ? locked : locked.map(({ file }) => file).toSorted();
}

/** The newest pip that a Python admits, as spip sees it: old pips do not see what the index leaves out of its HTML. */
async function newestPip(python: string): Promise<string> {
  const locked = await lock(python, 'pip');
  assert.ok(typeof locked !== 'string', `no pip for ${python}`);
  const pip = locked.find(({ name }) => name === 'pip');
  assert.ok(pip !== undefined);
  return installPip(python, pip.version, folder);
}

test('spip chooses the files that pip chooses, on every Python', async (t) => {
  const found = await pythons();
  assert.ok(found.length > 0);
  const differences: string[] = [];
  for (const { python, path } of found) {
    const pip = await newestPip(path);
    for (const name of names) {
      const [theirs, ours] = await Promise.all([
        pipChoice({
          python: path,
          pip,
          requirement: name,
          folder: join(folder, python, name),
        }).catch((error: unknown) => `failed: ${String(error)}`),
        spipChoice(path, name),
      ]);
      // Where there is no answer, both have to say so; each in its own words.
      const same =
        typeof theirs === 'string' && typeof ours === 'string'
          ? true
          : JSON.stringify(theirs) === JSON.stringify(ours);
      if (!same) {
        differences.push(
          `${name} on ${python}:\n  pip:  ${String(theirs)}\n  spip: ${String(ours)}`,
        );
      }
      t.diagnostic(
        `${name} on ${python}: ${typeof ours === 'string' ? 'no answer' : ours.join(' ')}`,
      );
    }
  }
  differences.forEach((text) => t.diagnostic(text));
  assert.deepEqual(differences, []);
});
