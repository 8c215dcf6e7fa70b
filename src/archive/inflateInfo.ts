/** What zlib gives with the option `info`, which its types do not know. */
export interface Inflated {
  readonly buffer: Buffer;
  /** Bytes of the input that were used. */
  readonly used: number;
}

/** Reads an answer of zlib's convenience functions with the option `info`. */
export function inflateInfo(result: unknown): Inflated {
  if (
    typeof result === 'object' &&
    result !== null &&
    'buffer' in result &&
    Buffer.isBuffer(result.buffer) &&
    'engine' in result &&
    typeof result.engine === 'object' &&
    result.engine !== null &&
    'bytesWritten' in result.engine &&
    typeof result.engine.bytesWritten === 'number'
  ) {
    return { buffer: result.buffer, used: result.engine.bytesWritten };
  }
  throw new Error('Expected zlib to tell how much input it used');
}
