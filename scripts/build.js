// Plain JavaScript: npm may run this as `prepare` on an older Node, before the pinned one is linked.
import { mkdir, rename, rm } from 'node:fs/promises';
import { rolldown } from 'rolldown';

const bundle = await rolldown({
  input: 'src/cli.ts',
  platform: 'node',
  transform: { target: 'node24' },
});
// What runs in the page of a report stands in a file of its own, whose text the page takes in.
const page = await rolldown({ input: 'src/page/main.ts', platform: 'browser' });
// Built beside and then moved into place: a program that starts meanwhile finds one or the other, nearly always.
const fresh = `dist-${process.pid}`;
await mkdir(fresh, { recursive: true });
try {
  await bundle.write({ dir: fresh, format: 'esm', sourcemap: true });
  await page.write({ file: `${fresh}/page.js`, format: 'iife', minify: true });
  const old = `${fresh}-old`;
  await rename('dist', old).catch(() => undefined);
  await rename(fresh, 'dist');
  await rm(old, { recursive: true, force: true });
} finally {
  await rm(fresh, { recursive: true, force: true });
  await Promise.all([bundle.close(), page.close()]);
}
