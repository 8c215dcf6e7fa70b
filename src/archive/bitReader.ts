import { Bzip2Error } from './bzip2Error.ts';

/** Reads bits, the highest of each byte first. Throws `Bzip2Error` behind the end. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  /** Its low `#count` bits are those not yet taken. */
  #held = 0;
  #count = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Up to 24 bits. */
  read(count: number): number {
    const value = this.peek(count);
    this.skip(count);
    return value;
  }

  read32(): number {
    return this.read(16) * 0x10000 + this.read(16);
  }

  /** Up to 24 bits that are not taken; zeros behind the end. */
  peek(count: number): number {
    while (this.#count < count && this.#at < this.#bytes.length) {
      this.#held = (this.#held << 8) | (this.#bytes[this.#at] ?? 0);
      this.#at += 1;
      this.#count += 8;
    }
    const mask = (1 << count) - 1;
    return this.#count < count
      ? (this.#held << (count - this.#count)) & mask
      : (this.#held >>> (this.#count - count)) & mask;
  }

  /** Takes bits that were peeked at. */
  skip(count: number): void {
    if (this.#count < count) {
      throw new Bzip2Error('its bzip2 data are cut off');
    }
    this.#count -= count;
  }

  /** Leaves out what is left of the current byte. */
  alignToByte(): void {
    this.#count -= this.#count % 8;
  }

  get atEnd(): boolean {
    return this.#count === 0 && this.#at >= this.#bytes.length;
  }
}
