import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gitVariables } from '../../../../src/flows/trees/treeGit.ts';

test('its messages are English; how git reaches a server stays the user’s; what leads it to another repository does not', () => {
  const kept = {
    PATH: '/bin',
    HOME: '/home/me',
    GIT_SSH: 'a',
    GIT_SSH_COMMAND: 'b',
    GIT_ASKPASS: 'c',
    GIT_SSL_CERT: 'd',
    GIT_SSL_NO_VERIFY: 'e',
  };
  const dropped = {
    GIT_DIR: '/elsewhere',
    GIT_WORK_TREE: '/elsewhere',
    GIT_INDEX_FILE: '/elsewhere',
    GIT_CEILING_DIRECTORIES: '/',
    GIT_SSH_VARIANT: 'f',
    GIT_TERMINAL_PROMPT: '1',
    LC_ALL: 'de_DE.UTF-8',
  };
  assert.deepEqual(gitVariables({ ...dropped, ...kept }), {
    ...kept,
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C.UTF-8',
  });
});
