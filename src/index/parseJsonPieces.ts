const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const [openBracket, closeBracket] = [0x5b, 0x5d];
const [openBrace, closeBrace] = [0x7b, 0x7d];

/**
 * `JSON.parse` of a large object that is mostly one array: the elements of its array `key` are given to `visit` one by
 * one, so that they need not all be in memory, and the array is empty in what is returned. Throws `SyntaxError`.
 */
export function parseJsonPieces(
  bytes: Buffer,
  key: string,
  visit: (element: unknown) => void,
): unknown {
  const start = findArray(bytes, key);
  if (start === undefined) {
    return JSON.parse(bytes.toString('utf8'));
  }
  const end = readElements(bytes, start, visit);
  return JSON.parse(bytes.toString('utf8', 0, start) + bytes.toString('utf8', end));
}

/** Where the elements of the array begin that is the value of `key` in the outermost object. */
function findArray(bytes: Buffer, key: string): number | undefined {
  const wanted = Buffer.from(JSON.stringify(key));
  let depth = 0;
  let named = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === quote) {
      const end = endOfString(bytes, at);
      named = wanted.equals(bytes.subarray(at, end + 1));
      at = end;
    } else if (byte === openBracket || byte === openBrace) {
      depth += 1;
      if (byte === openBracket && depth === 2 && named) {
        return at + 1;
      }
    } else if (byte === closeBracket || byte === closeBrace) {
      depth -= 1;
    }
  }
  return undefined;
}

/** Reads elements up to the bracket that closes the array, and returns its place. */
function readElements(bytes: Buffer, start: number, visit: (element: unknown) => void): number {
  let first = start;
  let depth = 0;
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === quote) {
      at = endOfString(bytes, at);
    } else if (byte === openBracket || byte === openBrace) {
      depth += 1;
    } else if (depth > 0) {
      depth -= byte === closeBracket || byte === closeBrace ? 1 : 0;
    } else if (byte === comma || byte === closeBracket || byte === closeBrace) {
      const text = bytes.toString('utf8', first, at);
      if (byte === comma || first > start || text.trim() !== '') {
        visit(JSON.parse(text));
      }
      if (byte !== comma) {
        return at;
      }
      first = at + 1;
    }
  }
  return bytes.length;
}

function endOfString(bytes: Buffer, start: number): number {
  for (let end = bytes.indexOf(quote, start + 1); end >= 0; end = bytes.indexOf(quote, end + 1)) {
    let slashes = 0;
    while (bytes[end - 1 - slashes] === backslash) {
      slashes += 1;
    }
    if (slashes % 2 === 0) {
      return end;
    }
  }
  return bytes.length;
}
