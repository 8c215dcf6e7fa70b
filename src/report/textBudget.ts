interface Most {
  /** Characters of all texts together, as long as they are taken in whole. */
  readonly all: number;
  /** Characters of one text. */
  readonly one: number;
  /** The same where all are used up. */
  readonly later: number;
}

/** Room for the messages of a run: however long and many they are, what they stand in can be read. The record has them whole. */
export class TextBudget {
  readonly #most: Most;
  #left: number;

  constructor(most: Most) {
    this.#most = most;
    this.#left = most.all;
  }

  /** The text, or what it begins with. */
  take(text: string): string {
    const length = this.#left > 0 ? this.#most.one : this.#most.later;
    const taken = text.length > length ? `${text.slice(0, length)}\n...` : text;
    this.#left -= taken.length;
    return taken;
  }
}
