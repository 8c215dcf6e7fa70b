type Piece = '*' | ((character: string) => boolean);

/**
 * What a pattern of Python's `fnmatch` holds for: `*`, `?`, `[a-z]`, `[!a-z]`; a set that nobody closes is a bracket. Whoever
 * wrote it, it takes no more steps than characters of the pattern times those of the text.
 */
export function fnmatch(pattern: string): (text: string) => boolean {
  const pieces = piecesOf(Array.from(pattern));
  return (text) => matches(Array.from(text), pieces);
}

function matches(text: readonly string[], pieces: readonly Piece[]): boolean {
  let [at, next] = [0, 0];
  // Where the last star is, and the first character that it does not stand for.
  let star: { readonly piece: number; at: number } | undefined;
  for (;;) {
    const [piece, character] = [pieces[next], text[at]];
    if (piece === '*') {
      star = { piece: next, at };
      next += 1;
    } else if (character === undefined) {
      return piece === undefined;
    } else if (piece?.(character) === true) {
      at += 1;
      next += 1;
    } else if (star === undefined) {
      return false;
    } else {
      star.at += 1;
      at = star.at;
      next = star.piece + 1;
    }
  }
}

function piecesOf(pattern: readonly string[]): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < pattern.length; at += 1) {
    const one = pattern[at];
    const end = one === '[' ? endOfSet(pattern, at) : undefined;
    if (end !== undefined) {
      pieces.push(setOf(pattern.slice(at + 1, end)));
      at = end;
    } else {
      pieces.push(one === '*' ? '*' : (character) => one === '?' || one === character);
    }
  }
  return pieces;
}

/** A bracket that comes first belongs to the set. */
function endOfSet(pattern: readonly string[], start: number): number | undefined {
  const first = start + (pattern[start + 1] === '!' ? 3 : 2);
  const end = pattern.indexOf(']', first);
  return end === -1 ? undefined : end;
}

function setOf(body: readonly string[]): Piece {
  const isOther = body[0] === '!';
  const members = isOther ? body.slice(1) : body;
  return (character) => isOther !== isAmong(character, members);
}

function isAmong(character: string, members: readonly string[]): boolean {
  for (let at = 0; at < members.length; at += 1) {
    const [low = '', dash, high] = members.slice(at, at + 3);
    if (dash === '-' && high !== undefined) {
      if (low <= character && character <= high) {
        return true;
      }
      at += 2;
    } else if (low === character) {
      return true;
    }
  }
  return false;
}
