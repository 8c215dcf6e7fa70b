const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const [openBracket, closeBracket] = [0x5b, 0x5d];
const [openBrace, closeBrace] = [0x7b, 0x7d];

/** In bytes: what is smaller is faster parsed as a whole, and of what is larger so much is looked at at once. */
const atOnce = 4 * 2 ** 20;

/**
 * `JSON.parse` of an object that may be large and is then mostly one array, `key`: its elements are given to `visit` one
 * by one as they arrive, so that neither text nor values need be in memory as a whole, and the array is empty in what
 * is returned. Where that saves nothing, as in a small object, none is visited and all are in what is returned. Throws
 * `SyntaxError`.
 */
export async function parseJsonPieces(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  key: string,
  visit: (element: unknown) => void,
): Promise<unknown> {
  const reader = new PiecesReader(key, visit);
  let pending: Uint8Array[] = [];
  let size = 0;
  let wanted = atOnce;
  for await (const chunk of chunks) {
    pending.push(chunk);
    size += chunk.length;
    if (size >= wanted) {
      const rest = reader.read(joined(pending));
      pending = [rest];
      size = rest.length;
      // What is not done yet is looked at again: not until there is as much again.
      wanted = Math.max(atOnce, 2 * size);
    }
  }
  return reader.end(joined(pending));
}

class PiecesReader {
  readonly #key: Buffer;
  readonly #visit: (element: unknown) => void;
  /** Text up to the first element, once that is found. */
  #head: string | undefined;
  /** Whether the bracket that ends the array has been read. */
  #closed = false;
  #elements = 0;

  constructor(key: string, visit: (element: unknown) => void) {
    this.#key = Buffer.from(JSON.stringify(key));
    this.#visit = visit;
  }

  /** Takes what is complete and returns the rest, which must come again with what follows it. */
  read(bytes: Buffer): Buffer {
    let start = 0;
    if (this.#head === undefined) {
      const found = findArray(bytes, this.#key);
      if (found === undefined) {
        return bytes;
      }
      start = found;
      this.#head = bytes.toString('utf8', 0, start);
    }
    return bytes.subarray(this.#closed ? 0 : this.#readElements(bytes, start));
  }

  end(bytes: Buffer): unknown {
    if (this.#head === undefined) {
      return JSON.parse(bytes.toString('utf8'));
    }
    const rest = this.read(bytes);
    return JSON.parse(this.#closed ? this.#head + rest.toString('utf8') : this.#head);
  }

  /** Returns where the first element begins that is not complete, or the bracket that closes the array. */
  #readElements(bytes: Buffer, start: number): number {
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
      } else if (byte === comma) {
        this.#take(bytes.toString('utf8', first, at));
        first = at + 1;
      } else if (byte === closeBracket || byte === closeBrace) {
        const last = bytes.toString('utf8', first, at);
        if (this.#elements > 0 || last.trim() !== '') {
          this.#take(last);
        }
        this.#closed = true;
        return at;
      }
    }
    return first;
  }

  #take(text: string): void {
    this.#elements += 1;
    this.#visit(JSON.parse(text));
  }
}

/** Where the elements of the array begin that is the value of `key` in the outermost object. */
function findArray(bytes: Buffer, key: Buffer): number | undefined {
  let depth = 0;
  let named = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === quote) {
      const end = endOfString(bytes, at);
      named = key.equals(bytes.subarray(at, end + 1));
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

/** The place of the quote that ends the string which begins at `start`, or the end of the bytes. */
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

function joined(chunks: readonly Uint8Array[]): Buffer {
  const [first] = chunks;
  return chunks.length === 1 && Buffer.isBuffer(first) ? first : Buffer.concat(chunks);
}
