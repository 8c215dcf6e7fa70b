/** As much of a terminal as the live board uses: rows, a cursor, erasing. It throws on any other sequence. */
export class TerminalModel {
  cursorVisible = true;
  readonly #rows: string[] = [''];
  #row = 0;
  #column = 0;

  write(text: string): void {
    const [start = '', ...sequences] = text.split('\u001B');
    this.#putAll(start);
    for (const each of sequences) {
      const [sequence = ''] = /^\[[?\d]*[A-Za-z]/.exec(each) ?? [];
      this.#obey(sequence);
      this.#putAll(each.slice(sequence.length));
    }
  }

  /** What a person sees, without the empty rest. */
  lines(): readonly string[] {
    const rows = this.#rows.map((row) => row.trimEnd());
    return rows.slice(0, rows.findLastIndex((row) => row !== '') + 1);
  }

  #putAll(text: string): void {
    for (const character of text) {
      this.#put(character);
    }
  }

  #put(character: string): void {
    if (character === '\n') {
      this.#row += 1;
      this.#column = 0;
      this.#rows[this.#row] ??= '';
    } else if (character === '\r') {
      this.#column = 0;
    } else {
      const row = this.#current().padEnd(this.#column);
      this.#rows[this.#row] = row.slice(0, this.#column) + character + row.slice(this.#column + 1);
      this.#column += 1;
    }
  }

  #obey(sequence: string): void {
    const up = /^\[(\d+)A$/.exec(sequence);
    if (up !== null) {
      this.#row -= Number(up[1]);
      if (this.#row < 0) {
        throw new Error('The cursor left the screen');
      }
      return;
    }
    switch (sequence) {
      case '[J':
        this.#rows.splice(this.#row + 1);
        this.#rows[this.#row] = this.#current().slice(0, this.#column);
        return;
      case '[2K':
        this.#rows[this.#row] = '';
        return;
      case '[?25l':
        this.cursorVisible = false;
        return;
      case '[?25h':
        this.cursorVisible = true;
        return;
      case '[?2026h':
      case '[?2026l':
        return;
      default:
        throw new Error(`Unknown sequence: ${JSON.stringify(sequence)}`);
    }
  }

  #current(): string {
    return this.#rows[this.#row] ?? '';
  }
}
