// Cleaners beside runs (C3), each twenty times.
import { test } from 'node:test';
import { cleanBesideRuns } from '../support/cleanBesideRuns.ts';
import type { Cleaning } from '../support/cleanBesideRuns.ts';

const rounds = Number(process.env['SPIP_NIGHTLY_ROUNDS'] ?? 20);
const watchdog = { timeout: rounds * 180_000 };

const cleanings: Readonly<Record<string, Cleaning>> = {
  'what is useless, and old runs': {
    commands: ['cache clean', 'gc --keep 2'],
    waits: true,
    mayMiss: false,
  },
  'everything, and all runs': {
    commands: ['cache clean --all', 'gc --older-than 0m'],
    waits: true,
    mayMiss: false,
  },
  'what is useless, by force': {
    commands: ['cache clean --force'],
    waits: false,
    mayMiss: false,
  },
  'everything, by force': {
    commands: ['cache clean --all --force'],
    waits: false,
    mayMiss: true,
  },
};

for (const [what, cleaning] of Object.entries(cleanings)) {
  test(`C3: ${what}, in a loop beside 4 processes: ${rounds} times`, watchdog, async () => {
    for (let round = 0; round < rounds; round += 1) {
      await cleanBesideRuns(cleaning);
    }
  });
}
