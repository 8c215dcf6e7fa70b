// What `import 'spip'` leads to: the library itself is loaded by its first use, for an old Node cannot read it.
import { hint, tooOld } from './neededNode.js';

if (tooOld !== '') {
  throw Object.assign(new Error(tooOld), { code: 'usage', hint });
}

// In a variable: a literal would pull the build into the type check.
const built = '../dist/api.js';

/** @type {typeof import('../src/api.ts').matrix} */
export const matrix = (requirements, call) =>
  import(built).then((/** @type {typeof import('../src/api.ts')} */ api) =>
    api.matrix(requirements, call),
  );
