import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { answerLimits } from '../../../../src/index/http/answerLimits.ts';
import { SlowBody, TransportFailure } from '../../../../src/index/http/requestProblem.ts';
import { watchBody } from '../../../../src/index/http/watchBody.ts';

/** A body whose pieces take some seconds each to arrive, read by somebody who takes some more. */
async function readSlowly(
  pieces: readonly { readonly bytes: number; readonly seconds: number }[],
  reading: number,
): Promise<number> {
  let now = 0;
  async function* body(): AsyncGenerator<Uint8Array, void> {
    for (const { bytes, seconds } of pieces) {
      await Promise.resolve();
      now += seconds * 1000;
      yield new Uint8Array(bytes);
    }
  }
  const watch = { limits: answerLimits, whole: true, elapsed: () => now, onPiece: () => undefined };
  let got = 0;
  for await (const piece of watchBody(body(), watch)) {
    got += piece.length;
    now += reading * 1000;
  }
  return got;
}

suite('bodies while they arrive', () => {
  test('who reads may be slow: only waiting for the server counts', async () => {
    const pieces = Array.from({ length: 50 }, () => ({ bytes: 1000, seconds: 1 }));
    assert.equal(await readSlowly(pieces, 3600), 50_000);
  });

  test('the pace holds over each half minute, not on average', async () => {
    const fast = { bytes: 1_000_000, seconds: 30 };
    const pause = { bytes: 10, seconds: 29 };
    assert.equal(await readSlowly([fast, pause, fast, pause, fast], 0), 3_000_020);
    await assert.rejects(readSlowly([fast, pause, pause], 0), SlowBody);
  });

  test('what the transport throws is told from what the reader throws', async () => {
    const broken = async function* (): AsyncGenerator<Uint8Array, void> {
      yield new Uint8Array(1);
      await Promise.reject(new Error('gone'));
    };
    const watch = { limits: answerLimits, whole: true, elapsed: () => 0, onPiece: () => undefined };
    await assert.rejects(async () => {
      for await (const _ of watchBody(broken(), watch));
    }, TransportFailure);
    await assert.rejects(async () => {
      for await (const _ of watchBody(broken(), watch)) {
        throw new RangeError('mine');
      }
    }, RangeError);
  });
});
