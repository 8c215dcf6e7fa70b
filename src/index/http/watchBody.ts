import type { AnswerLimits } from './answerLimits.ts';
import { SlowBody, TransportFailure } from './requestProblem.ts';

export interface BodyWatch {
  readonly limits: Pick<AnswerLimits, 'pace' | 'paceSeconds' | 'wholeSeconds'>;
  /** Whether the answer must be there within `wholeSeconds`. */
  readonly whole: boolean;
  /** Milliseconds of a clock that only goes forward. */
  readonly elapsed: () => number;
  /** Told of each piece before anybody else sees it; what it throws ends the body. */
  readonly onPiece: (bytes: number) => void;
}

/**
 * Passes a body on while it arrives fast enough. Only the time spent waiting for the server counts: whoever reads may
 * take as long as it likes.
 *
 * @throws SlowBody; TransportFailure for what the transport throws
 */
export async function* watchBody(
  body: AsyncIterable<Uint8Array>,
  { limits, whole, elapsed, onPiece }: BodyWatch,
): AsyncGenerator<Uint8Array, void> {
  const { pace, paceSeconds, wholeSeconds } = limits;
  const pieces = body[Symbol.asyncIterator]();
  let total = 0;
  let recent = { seconds: 0, bytes: 0 };
  try {
    for (;;) {
      const asked = elapsed();
      const next = await fromTransport(pieces.next());
      if (next.done === true) {
        return;
      }
      const seconds = (elapsed() - asked) / 1000;
      const { length } = next.value;
      total += seconds;
      recent = { seconds: recent.seconds + seconds, bytes: recent.bytes + length };
      onPiece(length);
      if (whole && total > wholeSeconds) {
        throw new SlowBody({ kind: 'endless', seconds: wholeSeconds });
      }
      if (recent.seconds >= paceSeconds) {
        if (recent.bytes < pace * recent.seconds) {
          throw new SlowBody({ kind: 'slow', ...recent, pace });
        }
        recent = { seconds: 0, bytes: 0 };
      }
      yield next.value;
    }
  } finally {
    await pieces.return?.();
  }
}

async function fromTransport<T>(task: Promise<T>): Promise<T> {
  try {
    return await task;
  } catch (error) {
    throw new TransportFailure(error);
  }
}
