import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PhaseFeed } from '../../../../src/flows/cell/phaseFeed.ts';

interface Stage {
  readonly feed: PhaseFeed;
  readonly said: string[];
  readonly tick: () => void;
  readonly ticking: () => boolean;
}

function stage(): Stage {
  const said: string[] = [];
  let task: (() => void) | undefined;
  const feed = new PhaseFeed(
    (cell, phase) => void said.push(`${cell} ${phase}`),
    (_, tick) => {
      task = tick;
      return () => (task = undefined);
    },
  );
  return { feed, said, tick: () => task?.(), ticking: () => task !== undefined };
}

test('says the phase that a cell has come to, once, and nothing of those that it passed through', () => {
  const { feed, said, tick } = stage();
  feed.set('a', 'resolve');
  feed.set('a', 'fetch');
  feed.set('b', 'build');
  assert.deepEqual(said, []);
  tick();
  tick();
  assert.deepEqual(said, ['a fetch', 'b build']);
  feed.set('b', 'test');
  tick();
  assert.deepEqual(said, ['a fetch', 'b build', 'b test']);
});

test('says nothing of a cell that has ended, and stops when it is closed', () => {
  const { feed, said, tick, ticking } = stage();
  feed.set('a', 'test');
  feed.end('a');
  tick();
  assert.deepEqual(said, []);
  feed.close();
  assert.equal(ticking(), false);
});
