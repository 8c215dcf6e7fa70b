// What a release or a build asks for by URL: neither the network, the files nor the programs of this machine are asked.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { sdistFile, wheelFile } from '../support/distributions.ts';
import { IndexedRig } from '../support/indexedRig.ts';
import { buildWheel } from '../support/wheelBuilder.ts';

test('direct references of releases, of builds and of hooks are refused unread', async () => {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    await using indexed = await IndexedRig.open([]);
    const { root } = indexed.rig;
    const local = buildWheel({ name: 'target', version: '1.0' });
    await writeFile(join(root, local.filename), local.bytes);
    const done = join(root, 'done');
    const references = [
      `target @ http://127.0.0.1:${port}/${local.filename}`,
      `target @ file://${root}/${local.filename}`,
      `target @ git+http://127.0.0.1:${port}/target`,
      `target @ git+file://${root}/target`,
      `target @ git+ssh://-oProxyCommand=touch%20${done}/target`,
      `target @ git+ext::touch% ${done}`,
    ];
    const { world } = indexed.server;
    references.forEach((reference, index) => {
      const quoted = JSON.stringify(reference);
      const about = (name: string): { name: string; version: string } => ({
        name: `${name}${index}`,
        version: '1.0',
      });
      const project = (requires: string): string =>
        `[build-system]\nrequires = [${requires}]\nbuild-backend = "back"\nbackend-path = ["."]\n`;
      const hook = `def get_requires_for_build_wheel(*_): return [${quoted}]`;
      world[`release${index}`] = [wheelFile({ ...about('release'), requires: [reference] })];
      world[`build${index}`] = [sdistFile({ ...about('build'), pyproject: project(quoted) })];
      world[`hook${index}`] = [
        sdistFile({ ...about('hook'), pyproject: project(''), files: { 'back.py': hook } }),
      ];
    });
    const { record } = await indexed.matrix([...Object.keys(world), '--python', '3']);
    assert.equal(record.cells.length, 18);
    for (const { package: name, state, reason } of record.cells) {
      const expected = name.startsWith('release') ? 'unresolvable' : 'build-failed';
      assert.equal(`${state}/${reason}`, `blocked/${expected}`, name);
    }
    assert.equal(asked, 0);
    assert.ok(!existsSync(done));
  } finally {
    server.close();
  }
});
