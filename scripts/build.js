// Plain JavaScript: npm may run this as `prepare` on an older Node, before the pinned one is linked.
import { rm } from 'node:fs/promises';
import { rolldown } from 'rolldown';

await rm('dist', { recursive: true, force: true });
const bundle = await rolldown({
  input: 'src/cli.ts',
  platform: 'node',
  transform: { target: 'node24' },
});
await bundle.write({ dir: 'dist', format: 'esm', sourcemap: true, cleanDir: true });
await bundle.close();
