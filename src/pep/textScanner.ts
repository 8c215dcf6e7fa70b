import { SpipError } from '../lib/spipError.ts';
import type { FailureCode } from '../lib/failureCodes.ts';
import { showUrl } from '../lib/urls/showUrl.ts';

/** Reads a text from left to right; its failures name the column. */
export class TextScanner {
  readonly text: string;
  readonly #code: FailureCode;
  #position = 0;

  constructor(text: string, code: FailureCode) {
    this.text = text;
    this.#code = code;
  }

  get atEnd(): boolean {
    return this.#position >= this.text.length;
  }

  /** Takes what a sticky pattern matches here; `undefined` and no move where it does not match. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.text)?.[0];
    this.#position += found?.length ?? 0;
    return found;
  }

  /** As `take`, but stays where it is. */
  peek(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#position;
    return pattern.exec(this.text)?.[0];
  }

  /** Takes one character if it stands here. */
  takeCharacter(character: string): boolean {
    const isHere = this.text[this.#position] === character;
    this.#position += isHere ? 1 : 0;
    return isHere;
  }

  /** Moves over spaces and tabs; tells whether there were any. */
  skipBlanks(): boolean {
    const start = this.#position;
    while (this.text[this.#position] === ' ' || this.text[this.#position] === '\t') {
      this.#position += 1;
    }
    return this.#position > start;
  }

  fail(expected: string): never {
    const rest = this.text.slice(this.#position);
    // The rest alone may be the rest of a password.
    const shown = showUrl(this.text) === this.text ? ` (\`${rest}\`)` : '';
    const place = rest === '' ? 'the end' : `column ${this.#position + 1}${shown}`;
    throw new SpipError(this.#code, `Expected ${expected} at ${place} of \`${this.text}\``);
  }
}
