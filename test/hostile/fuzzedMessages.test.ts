import { test } from 'node:test';
import { fuzzMessages } from '../support/fuzzMessages.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

test('500 cells whose processes say anything: no bug and no false pass', async (t) => {
  const counts = await fuzzMessages(await temporaryFolder(t), { first: 0, count: 500 });
  t.diagnostic(JSON.stringify(counts));
});
