// What the supervising process of a cell says: as it does, or changed at random.
import type { Dice } from './dice.ts';

export interface DriverStory {
  readonly modules: readonly string[];
  readonly said: Buffer;
  /** What the shell does in the end. */
  readonly end: string;
  /** Exit status of the custom command. */
  readonly status: number;
  /** Whether the supervising process told all, as it does; what its children said may be anything. */
  readonly isWhole: boolean;
  /** Whether every child said that its module came from the environment. */
  readonly imports: boolean;
}

export function tellDriverStory(roll: Dice): DriverStory {
  const modules = ['one', 'two', 'three'].slice(roll.upTo(3));
  const claims = modules.map(() => roll.oneOf(claimKinds)(roll));
  const status = roll.oneOf([0, 0, 1, 5, 127, 255]);
  const lines = [
    { event: 'ready', guarded: true },
    ...claims.flatMap(({ said }) => [{ event: 'started' }, { ...ended, said }]),
    { event: 'started' },
    { ...ended, exit: status, said: '' },
    { event: 'done' },
  ].map((line) => JSON.stringify(line));
  const isWhole = roll.chance(0.4);
  const changed = isWhole ? lines.map((line) => Buffer.from(`${line}\n`)) : change(lines, roll);
  return {
    modules,
    said: Buffer.concat(changed),
    end: isWhole ? 'exit 0' : roll.oneOf(ends),
    status,
    isWhole,
    imports: claims.every(({ imports }) => imports),
  };
}

const ended = {
  event: 'ended',
  exit: 0,
  signal: null,
  expired: false,
  seconds: 0.1,
  cpu: 0,
  rss: 1,
};

interface Claim {
  readonly said: string;
  readonly imports: boolean;
}

const nonsense = [
  '',
  '{',
  'null',
  '[]',
  '"imported"',
  '{"places":"/env/x","builtin":false}',
  '{"places":[1],"builtin":false}',
  '{"places":["x"],"builtin":"no"}',
  '{"__proto__":{"places":[],"builtin":false}}',
  '{"type":"E\\u001b[31m\\nforged","text":"\\u0000\\n  ✓ 9.9","missing":["a\\n"]}',
  '{"type":"E","text":5,"missing":[]}',
  `{"type":${JSON.stringify('x'.repeat(9000))},"text":"\\ud800\\u202e","missing":[]}`,
  `{"event":"ended","exit":0}\n{"event":"done"}`,
  '['.repeat(9000),
] as const;

const claimKinds: readonly [(roll: Dice) => Claim, ...((roll: Dice) => Claim)[]] = [
  // A module that put another object in its place names no file.
  () => ({ said: '{"places":[],"builtin":false}', imports: true }),
  () => ({ said: '{"places":[],"builtin":false,"type":"E"}', imports: true }),
  (roll) => ({ said: roll.oneOf(nonsense), imports: false }),
];

const ends = ['exit 0', 'exit 1', 'exit 143', 'kill -9 $$', 'echo "$0" >&2; exit 2'] as const;

const values = [
  'null',
  'true',
  '-1',
  '1e999',
  '-1e999',
  '0.5',
  '1e308',
  '65536',
  '"9"',
  '""',
  '[]',
  '{}',
  '{"toString":1}',
  '"\\u001b[31m\\nforged"',
] as const;

type Change = (lines: readonly Buffer[], at: number, roll: Dice) => readonly (string | Buffer)[];

const changes: readonly [Change, ...Change[]] = [
  (lines, at) => lines.toSpliced(at, 1),
  (lines, at) => lines.toSpliced(at, 0, lines[at] ?? Buffer.of()),
  (lines, at) => lines.slice(0, at),
  (lines, at, roll) => {
    const other = roll.upTo(lines.length);
    const [one, two] = [lines[at] ?? Buffer.of(), lines[other] ?? Buffer.of()];
    return lines.with(at, two).with(other, one);
  },
  (lines, at, roll) => {
    const field = roll.oneOf([
      'event',
      'exit',
      'signal',
      'expired',
      'seconds',
      'cpu',
      'rss',
      'said',
    ]);
    const value = roll.oneOf(values);
    const line = (lines[at] ?? '').toString().trim();
    return lines.toSpliced(at, 1, Buffer.from(`${line.slice(0, -1)},"${field}":${value}}\n`));
  },
  (lines, at, roll) => {
    const bytes = Buffer.from(lines[at] ?? []);
    bytes[roll.upTo(bytes.length)] = roll.upTo(256);
    return lines.with(at, bytes);
  },
  (lines, at, roll) => [
    ...lines.slice(0, at),
    `${roll.oneOf(['null', '1', '[]', '{}', '{"event":"unprepared"}', '{"event":"no-process","reason":{}}', '{"event":"pass"}', '\ud800', ''])}\n`,
    ...lines.slice(at),
  ],
  (lines, at, roll) => [
    ...lines.slice(0, at),
    Buffer.from(Array.from({ length: roll.upTo(300) }, () => roll.upTo(256))),
    ...lines.slice(at),
  ],
  (lines, at, roll) => [
    ...lines.slice(0, at),
    roll.oneOf(['x', '[', '\n', '{"event":"started"}\n']).repeat(1 + roll.upTo(100_000)),
    ...lines.slice(at),
  ],
];

function change(whole: readonly string[], roll: Dice): readonly Buffer[] {
  let lines: readonly Buffer[] = whole.map((line) => Buffer.from(`${line}\n`));
  do {
    const changed = roll.oneOf(changes)(lines, roll.upTo(lines.length), roll);
    lines = changed.map((line) => Buffer.from(line));
  } while (lines.length > 0 && roll.chance(0.4));
  return lines;
}
