import assert from 'node:assert/strict';
import { test } from 'node:test';
import { profileText } from '../../../src/report/profileText.ts';
import { fakePane } from './world.ts';

const facts = {
  seconds: 2.16,
  plannedAfter: 0.5,
  firstTestAfter: 0.68,
  afterLastTest: 0.01,
  slots: 2,
  slotsBusy: 0.994,
  coresIdle: [0.25, 0],
  phases: [{ phase: 'wait', seconds: 3, most: 2, cells: 2 }],
  usage: {
    userSeconds: 0.8,
    systemSeconds: 0.25,
    childSeconds: 1.73,
    maxRssBytes: 111_000_000,
    io: { reads: 10, readBytes: 2000, writes: 5, writtenBytes: 1000 },
  },
  counts: { processes: 20, links: 3, removals: 4, transactions: 5, requests: 6 },
} as const;

test('a profile says what a run cost and what waited for what', () => {
  assert.equal(
    profileText(facts, fakePane()),
    `Profile
  from the start plan after 0.50 s, first test after 0.68 s, 2.16 s in all, of these 0.01 s behind the last test
  tests at once  2, busy 99 % from the first test to the last
  cores idle     25 %, 0 % (of the whole machine)
  CPU            spip 0.80 s user, 0.25 s system; its processes 1.73 s
  memory         111 MB at most, of spip itself
  counted        20 processes started, 3 files linked, 4 removed, 5 transactions, 6 requests
  input, output  10 reads (2.0 kB), 5 writes (1.0 kB)

Phase                    Cells  All     Mean    Longest
wait (for a free place)  2      3.00 s  1.50 s  2.00 s
`,
  );
});

test('what is not known is left out', () => {
  const text = profileText(
    {
      ...facts,
      firstTestAfter: undefined,
      afterLastTest: undefined,
      slotsBusy: undefined,
      coresIdle: [],
      phases: [],
      usage: { ...facts.usage, childSeconds: undefined, io: undefined },
    },
    fakePane(),
  );
  assert.doesNotMatch(text, /undefined|NaN|cores|first test|its processes|input/);
  assert.match(text, /tests at once {2}2, none ran/);
});
