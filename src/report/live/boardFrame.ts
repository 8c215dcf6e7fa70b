import type { Pane } from '../../model/context.ts';
import { cutMiddle, cutTo, displayWidth, padTo } from '../displayWidth.ts';
import { formatSeconds } from '../formatSeconds.ts';
import { paint } from '../paint.ts';
import type { Progress, RunningCell } from '../progress.ts';
import { phaseWords } from '../progress.ts';
import type { Outcome } from '../symbols.ts';
import { outcomes, paintOf, symbolOf } from '../symbols.ts';

type BoardLook = Pick<Pane, 'color' | 'unicode' | 'columns' | 'rows'>;

/** The lines of the board at one moment, none longer than the terminal is wide, fewer than it is high. */
export function boardFrame(state: Progress, now: number, look: BoardLook): readonly string[] {
  const running = state.running.filter((line) => line !== undefined);
  const room = Math.max(0, Math.min(look.rows() - 3, 16));
  // A free line stays empty for a moment, so that its neighbours do not jump.
  const kept = state.running.slice(
    0,
    state.running.findLastIndex((line) => line !== undefined) + 1,
  );
  const places = kept.length <= room ? kept : running.slice(0, Math.max(0, room - 1));
  const lines = [headLine(state, { now, look })];
  for (const line of places) {
    lines.push(line === undefined ? '' : runningLine(line, { now, look }));
  }
  const hidden = running.length - places.filter((line) => line !== undefined).length;
  if (hidden > 0 && room > 0) {
    lines.push(paint(look).dim(`  and ${hidden} more`));
  }
  return lines;
}

interface Moment {
  readonly now: number;
  readonly look: BoardLook;
}

const barWidth = 24;

// Columns below which the numbers of cells at work have shorter words.
const narrow = 60;

/**
 * `━━━━━━━━━━──────  12 of 40  ✓ 11  ✗ 1  3.41 s  4 running, 2 waiting  3.5/s  about 8 s left`; where it does not fit, the bar
 * goes first, then the speed, and so on: nothing stands there for want of room for something that says more.
 */
function headLine(state: Progress, { now, look }: Moment): string {
  const found = outcomes.filter((outcome) => state.counts.has(outcome));
  const rate = state.rate(now);
  const parts = [
    { rank: 6, text: barText(state, found, look) },
    { rank: 0, text: paint(look).bold(`${state.done()} of ${state.total}`) },
    ...found.map((outcome) => ({
      rank: outcome === 'pass' || outcome === 'not-applicable' ? 3 : 2,
      text: paintOf(outcome, look)(`${symbolOf(outcome, look)} ${state.counts.get(outcome) ?? 0}`),
    })),
    { rank: 0, text: formatSeconds(now - state.started) },
    {
      rank: 1,
      text: state.draining ? paint(look).yellow('stopping') : state.atWork(look.columns() < narrow),
    },
    ...(rate === undefined
      ? []
      : [
          { rank: 5, text: rate.speed },
          { rank: 4, text: `about ${rate.left} left` },
        ]),
  ];
  let room = look.columns() - 1 + 2;
  let isFull = false;
  const fitting = parts
    .toSorted((one, other) => one.rank - other.rank)
    .filter(({ text }) => {
      room -= displayWidth(text) + 2;
      isFull ||= room < 0;
      return !isFull;
    });
  return parts
    .filter((part) => fitting.includes(part))
    .map(({ text }) => text)
    .join('  ');
}

/** Each outcome's share of the whole in its colour; an outcome that occurs is never invisible. */
function barText(state: Progress, found: readonly Outcome[], look: BoardLook): string {
  const full = look.unicode ? '━' : '=';
  const empty = look.unicode ? '─' : '-';
  let left = barWidth;
  let bar = '';
  for (const outcome of found) {
    const share = ((state.counts.get(outcome) ?? 0) / Math.max(state.total, 1)) * barWidth;
    const width = Math.min(left, Math.max(1, Math.floor(share)));
    bar += paintOf(outcome, look)(full.repeat(width));
    left -= width;
  }
  return bar + paint(look).dim(empty.repeat(left));
}

/** Phase and time are always there: it is the name that is shortened, in its middle. */
function runningLine(line: RunningCell, { now, look }: Moment): string {
  const phase = phaseWords[line.phase];
  const time = formatSeconds(now - line.since);
  const rest = look.columns() < 40 ? `  ${phase} ${time}` : `  ${padTo(phase, 11)}  ${time}`;
  const room = look.columns() - 1 - displayWidth(rest) - 2;
  const name = cutMiddle(line.name, room, look.unicode ? '…' : '...');
  return room < fewestLetters
    ? paint(look).dim(cutTo(rest, look.columns() - 1, ''))
    : `  ${name}${paint(look).dim(rest)}`;
}

// Less of a name says nothing.
const fewestLetters = 4;
