import type { Pane } from '../model/context.ts';
import type { CellPhase } from '../model/runEvent.ts';
import type { CellNames } from './cellNames.ts';
import { cutTo, displayWidth, padTo } from './displayWidth.ts';
import { formatSeconds } from './formatSeconds.ts';
import { paint } from './paint.ts';
import type { Outcome } from './symbols.ts';
import { outcomes, paintOf, symbolOf } from './symbols.ts';

/** What the board knows; changed by events, drawn by `boardFrame`. */
export interface BoardState {
  started: number;
  total: number;
  readonly names: CellNames;
  readonly counts: Map<Outcome, number>;
  /** One line per running cell; `undefined` is a free line. */
  readonly running: (RunningLine | undefined)[];
  draining: boolean;
}

export interface RunningLine {
  readonly id: string;
  /** Padded. */
  readonly name: string;
  phase: CellPhase;
  readonly since: number;
}

type BoardLook = Pick<Pane, 'color' | 'unicode' | 'columns' | 'rows'>;

/** The lines of the board at one moment, none longer than the terminal is wide, fewer than it is high. */
export function boardFrame(state: BoardState, now: number, look: BoardLook): readonly string[] {
  const running = state.running.filter((line) => line !== undefined);
  const room = Math.max(0, Math.min(look.rows() - 3, 16));
  // A free line stays empty for a moment, so that its neighbours do not jump.
  const kept = state.running.slice(
    0,
    state.running.findLastIndex((line) => line !== undefined) + 1,
  );
  const places = kept.length <= room ? kept : running.slice(0, Math.max(0, room - 1));
  const lines = [headLine(state, running.length, { now, look })];
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

/** `━━━━━━━━━━──────  12 of 16  ✓ 11  ✗ 1  3.41 s  4 in progress`; what does not fit is left out from the right. */
function headLine(state: BoardState, running: number, { now, look }: Moment): string {
  const found = outcomes.filter((outcome) => state.counts.has(outcome));
  const done = found.reduce((sum, outcome) => sum + (state.counts.get(outcome) ?? 0), 0);
  const parts = [
    barText(state, found, look),
    paint(look).bold(`${done} of ${state.total}`),
    ...found.map((outcome) =>
      paintOf(outcome, look)(`${symbolOf(outcome, look)} ${state.counts.get(outcome) ?? 0}`),
    ),
    formatSeconds(now - state.started),
    state.draining ? paint(look).yellow('stopping') : `${running} in progress`,
  ];
  let line = '';
  for (const part of parts) {
    const longer = line === '' ? part : `${line}  ${part}`;
    if (displayWidth(longer) >= look.columns()) {
      break;
    }
    line = longer;
  }
  return line;
}

/** Each outcome's share of the whole in its colour; an outcome that occurs is never invisible. */
function barText(state: BoardState, found: readonly Outcome[], look: BoardLook): string {
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

const phaseWords: Readonly<Record<CellPhase, string>> = {
  resolve: 'resolving',
  fetch: 'fetching',
  build: 'building',
  compose: 'composing',
  worktree: 'linking',
  wait: 'waiting',
  test: 'testing',
  clean: 'cleaning up',
};

function runningLine(line: RunningLine, { now, look }: Moment): string {
  const ellipsis = look.unicode ? '…' : '...';
  const name = cutTo(`  ${line.name}`, look.columns() - 1, ellipsis);
  const rest = `  ${padTo(phaseWords[line.phase], 11)}  ${formatSeconds(now - line.since)}`;
  return displayWidth(name) + displayWidth(rest) < look.columns()
    ? name + paint(look).dim(rest)
    : name;
}
