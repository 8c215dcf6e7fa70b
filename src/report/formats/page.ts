/** Text of bounded size; what does not fit is not begun. */
export class Page {
  text = '';
  #left: number;
  #reserved = 0;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** Keeps so many bytes for later. */
  reserve(bytes: number): void {
    this.#reserved = bytes;
  }

  /** Whether there was room. */
  add(part: string): boolean {
    const bytes = Buffer.byteLength(part);
    const fits = bytes <= this.#left - this.#reserved;
    if (fits) {
      this.text += part;
      this.#left -= bytes;
    }
    return fits;
  }

  /** How many of the parts there was room for, from the first on. */
  addSome(parts: readonly string[]): number {
    const failed = parts.findIndex((part) => !this.add(part));
    return failed === -1 ? parts.length : failed;
  }
}
