import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Interpreter } from '../src/model/interpreter.ts';
import { isPrerelease, parseVersion } from '../src/pep/version.ts';
import type { Answer, PeerQuestion, Pins } from './peerResolvers.ts';
import type { Question } from './resolverShop.ts';

/** Why two tools answer differently; all but the last are explained in docs/resolver.md. */
export type Cause =
  | 'order of decisions'
  | 'Requires-Python'
  | 'pre-release'
  | 'yanked'
  | 'build'
  | 'time limit'
  | 'unexplained';

export interface Difference {
  readonly cause: Cause;
  /** Lines for people. */
  readonly details: readonly string[];
}

/** Two answers to one question that are not equal. */
export interface Pair {
  readonly requirement: string;
  readonly interpreter: Interpreter;
  readonly ours: Answer;
  readonly theirs: Answer;
}

export interface Askers {
  readonly peer: string;
  readonly work: string;
  readonly askUs: (question: Question) => Promise<Answer>;
  readonly askPeer: (question: PeerQuestion) => Promise<Answer>;
}

/** Finds the cause of a difference by asking each side about the other's set. */
export async function explainDifference(pair: Pair, askers: Askers): Promise<Difference> {
  const { ours, theirs } = pair;
  if (ours.kind === 'late' || theirs.kind === 'late') {
    const late = [ours.kind === 'late' ? 'spip' : '', theirs.kind === 'late' ? askers.peer : ''];
    return { cause: 'time limit', details: [`late: ${late.filter(Boolean).join(', ')}`] };
  }
  if (ours.kind === 'pins' && theirs.kind === 'pins') {
    return explainPins({ ...pair, ours: ours.pins, theirs: theirs.pins }, askers);
  }
  const [text, pins] =
    ours.kind === 'none' ? [ours.text, pinsOf(theirs)] : [textOf(theirs), pinsOf(ours)];
  return {
    cause: causeOfText(text) ?? 'unexplained',
    details: [
      `only ${ours.kind === 'none' ? askers.peer : 'spip'} has a set, of ${pins.size} packages`,
      ...lastLines(text),
    ],
  };
}

type PinsPair = Omit<Pair, 'ours' | 'theirs'> & { readonly ours: Pins; readonly theirs: Pins };

async function explainPins(pair: PinsPair, askers: Askers): Promise<Difference> {
  const { ours, theirs } = pair;
  const names = new Set([...ours.keys(), ...theirs.keys()]);
  const different = [...names].filter((name) => ours.get(name) !== theirs.get(name)).toSorted();
  const [usOnTheirs, themOnOurs] = await Promise.all([
    askers.askUs({
      interpreter: pair.interpreter,
      requirements: [pair.requirement],
      constraints: pinned(theirs),
    }),
    askPeerOn(pair, askers),
  ]);
  const details = different.map(
    (name) => `${name}: spip ${ours.get(name) ?? '-'}, ${askers.peer} ${theirs.get(name) ?? '-'}`,
  );
  const accepted = [isAccepted(usOnTheirs, theirs), isAccepted(themOnOurs, ours)];
  if (accepted.every(Boolean)) {
    return { cause: 'order of decisions', details };
  }
  const isPre = different.some((name) =>
    [ours.get(name), theirs.get(name)].some(
      (version) => version !== undefined && isPrerelease(parseVersion(version)),
    ),
  );
  const texts = [textOf(usOnTheirs), textOf(themOnOurs)];
  return {
    cause: isPre ? 'pre-release' : (causeOfText(texts.join('\n')) ?? 'unexplained'),
    details: [
      ...details,
      ...(accepted[0] === true ? [] : [`spip on ${askers.peer}'s set:`, ...lastLines(texts[0])]),
      ...(accepted[1] === true ? [] : [`${askers.peer} on spip's set:`, ...lastLines(texts[1])]),
    ],
  };
}

async function askPeerOn(pair: PinsPair, { work, askPeer }: Askers): Promise<Answer> {
  const file = join(work, `constraints-${crypto.randomUUID()}.txt`);
  await writeFile(file, pinned(pair.ours).join('\n'));
  try {
    return await askPeer({
      python: pair.interpreter.executable,
      requirements: [pair.requirement],
      constraints: file,
    });
  } finally {
    await rm(file);
  }
}

function isAccepted(answer: Answer, pins: Pins): boolean {
  return answer.kind === 'pins' && equalPins(answer.pins, pins);
}

export function equalPins(a: Pins, b: Pins): boolean {
  return a.size === b.size && [...a].every(([name, version]) => b.get(name) === version);
}

function pinned(pins: Pins): readonly string[] {
  return [...pins].map(([name, version]) => `${name}==${version}`).toSorted();
}

function pinsOf(answer: Answer): Pins {
  return answer.kind === 'pins' ? answer.pins : new Map();
}

function textOf(answer: Answer): string {
  return answer.kind === 'none' ? answer.text : '';
}

function causeOfText(text: string): Cause | undefined {
  if (/fail(ed)? to build|build-failed|Failed to (get|read) .*metadata|build backend/i.test(text)) {
    return 'build';
  }
  if (/needs? Python|Requires-Python|Python version/i.test(text)) {
    return 'Requires-Python';
  }
  return /yanked/.test(text) ? 'yanked' : undefined;
}

function lastLines(text = ''): readonly string[] {
  return text
    .split('\n')
    .slice(0, 12)
    .map((line) => `  ${line}`);
}
