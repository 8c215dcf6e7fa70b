import { createHash } from 'node:crypto';

// Its digest of itself is the last member of each small JSON file of the cache: one wrong digit in a version or a digest
// would else be believed for ever, and blamed on others.

const start = ',"check":"';
const digits = 64;
const end = '"}';
const length = start.length + digits + end.length;

/** The text of a JSON object, in pieces, with a last member `check`: the sha256 of the text without it. */
export function* withCheck(content: string | Iterable<string>): Generator<string, void> {
  const digest = createHash('sha256');
  let held = '';
  for (const piece of typeof content === 'string' ? [content] : content) {
    digest.update(held);
    yield held;
    held = piece;
  }
  const last = held.trimEnd();
  if (!last.endsWith('}')) {
    throw new Error('Expected the text of a JSON object');
  }
  const check = digest.update(last).digest('hex');
  yield `${last.slice(0, -1)}${start}${check}${end}`;
}

/** The text that `withCheck` was given; `undefined` if a byte of it has changed. */
export function withoutCheck(bytes: Buffer): Buffer | undefined {
  const at = bytes.length - length;
  const member = bytes.toString('latin1', Math.max(0, at));
  if (at < 0 || !member.startsWith(start) || !member.endsWith(end)) {
    return undefined;
  }
  const text = Buffer.concat([bytes.subarray(0, at), Buffer.from('}')]);
  const check = createHash('sha256').update(text).digest('hex');
  return member.slice(start.length, -end.length) === check ? text : undefined;
}
