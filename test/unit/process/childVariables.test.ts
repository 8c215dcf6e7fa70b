import assert from 'node:assert/strict';
import { test } from 'node:test';
import { childVariables } from '../../../src/process/childVariables.ts';

const folders = { env: '/cell/env', cell: '/cell', home: '/cell/home', tmp: '/cell/tmp' };

test('a child finds the listed variables, its share, and what the user adds', () => {
  const variables = childVariables({
    folders,
    cellId: 'six==1.16.0@3.11',
    share: 2,
    extra: { TOKEN: 'x', CI: 'no' },
  });
  const shares = Object.entries(variables).filter(([, value]) => value === '2');
  assert.ok(shares.length > 5);
  assert.ok(shares.some(([name]) => name === 'OMP_NUM_THREADS'));
  const others = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== '2'));
  assert.deepEqual(others, {
    PATH: '/cell/env/bin:/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin',
    HOME: '/cell/home',
    TMPDIR: '/cell/tmp',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    USER: 'spip',
    LOGNAME: 'spip',
    TERM: 'dumb',
    PYTHONNOUSERSITE: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    VIRTUAL_ENV: '/cell/env',
    CI: 'no',
    MAKEFLAGS: '-j2',
    SPIP_CELL: 'six==1.16.0@3.11',
    GIT_CEILING_DIRECTORIES: '/cell',
    TOKEN: 'x',
  });
});
