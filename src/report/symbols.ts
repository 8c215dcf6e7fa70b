import type { Pane } from '../model/context.ts';
import type { CellOutcome, StepRecord } from '../model/record.ts';
import { reasonsByState } from '../model/verdict.ts';
import type { CellState } from '../model/verdict.ts';
import type { Paint } from './paint.ts';
import { paint } from './paint.ts';

/** The kinds of outcome that the grid tells apart. */
export type Outcome = CellState | 'flaky' | 'older-environment' | 'repaired';

/** In the order in which they are counted and explained. */
export const outcomes = [
  'pass',
  'flaky',
  'older-environment',
  'repaired',
  'fail',
  'no-tests',
  'blocked',
  'limit',
  'infra',
  'cancelled',
  'not-applicable',
] as const satisfies readonly Outcome[];

export function outcomeOf({ state, reason }: Pick<CellOutcome, 'state' | 'reason'>): Outcome {
  return reason === 'flaky' || reason === 'older-environment' || reason === 'repaired'
    ? reason
    : state;
}

/** How an outcome is drawn, without colour. */
export function symbolOf(outcome: Outcome, look: Pick<Pane, 'unicode'>): string {
  return look.unicode ? signs[outcome].unicode : signs[outcome].ascii;
}

/** What an outcome is called in a legend. */
export function meaningOf(outcome: Outcome): string {
  return signs[outcome].meaning;
}

/** What an outcome is called in a count: `12 pass`. */
export function countedAs(outcome: Outcome): string {
  return outcome.replaceAll('-', ' ');
}

export function paintOf(outcome: Outcome, look: Pick<Pane, 'color'>): Paint {
  return paint(look)[signs[outcome].color];
}

/** The outcome that a step alone stands for; `undefined` for a skipped one. */
export function outcomeOfStep(
  { state, reason }: Pick<StepRecord, 'state' | 'reason'>,
  cell: CellState,
): Outcome | undefined {
  switch (state) {
    case 'skipped':
      return undefined;
    case 'error':
      return cell === 'blocked' || cell === 'cancelled' ? cell : 'infra';
    case 'fail':
      return reasonsByState.blocked.some((each) => each === reason) ? 'blocked' : state;
    case 'pass':
    case 'no-tests':
    case 'limit':
      return state;
  }
}

interface Sign {
  readonly unicode: string;
  readonly ascii: string;
  readonly meaning: string;
  readonly color: 'green' | 'red' | 'yellow' | 'magenta' | 'cyan' | 'dim';
}

const signs: Readonly<Record<Outcome, Sign>> = {
  pass: { unicode: '✓', ascii: 'ok', meaning: 'pass', color: 'green' },
  flaky: { unicode: '≈', ascii: 'ok~', meaning: 'passed when it was repeated', color: 'yellow' },
  'older-environment': {
    unicode: '↓',
    ascii: 'ok-',
    meaning: 'passes, but not with the newest requirements of its tests',
    color: 'yellow',
  },
  repaired: {
    unicode: '+',
    ascii: 'ok+',
    meaning: 'passes, but not as it is: it was repaired',
    color: 'yellow',
  },
  fail: { unicode: '✗', ascii: 'FAIL', meaning: 'fail', color: 'red' },
  'no-tests': { unicode: '○', ascii: 'none', meaning: 'no tests', color: 'yellow' },
  blocked: { unicode: '!', ascii: '!', meaning: 'blocked: could not be installed', color: 'red' },
  'not-applicable': { unicode: '·', ascii: '.', meaning: 'does not apply', color: 'dim' },
  limit: { unicode: '◷', ascii: 'LIMIT', meaning: 'hit a limit', color: 'magenta' },
  infra: {
    unicode: '?',
    ascii: '?',
    meaning: 'unknown: the surroundings failed',
    color: 'magenta',
  },
  cancelled: { unicode: '-', ascii: '-', meaning: 'not run', color: 'dim' },
};
