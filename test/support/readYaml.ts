/** What a file of the repository says, as plain values; all scalars are texts. */
export type Yaml = string | readonly Yaml[] | { readonly [key: string]: Yaml };

interface Line {
  readonly indent: number;
  readonly text: string;
}

/**
 * Reads the part of YAML that the repository's own files keep to: maps and lists in blocks, plain and quoted scalars, and `|`.
 * Throws on anything else, so that what a test reads is what everybody reads.
 */
export function readYaml(text: string): Yaml {
  const lines = text
    .split('\n')
    .map((line) => ({ indent: line.length - line.trimStart().length, text: line.trimStart() }));
  const reader = new Reader(lines);
  const value = reader.block(0);
  reader.expectEnd();
  return value;
}

class Reader {
  readonly #lines: readonly Line[];
  #at = 0;

  constructor(lines: readonly Line[]) {
    this.#lines = lines;
  }

  block(indent: number): Yaml {
    const first = this.#peek();
    if (first === undefined || first.indent < indent) {
      return '';
    }
    return first.text.startsWith('- ') ? this.#list(first.indent) : this.#map(first.indent);
  }

  expectEnd(): void {
    const line = this.#peek();
    if (line !== undefined) {
      throw new Error(`Unexpected line ${this.#at + 1}: ${line.text}`);
    }
  }

  #list(indent: number): readonly Yaml[] {
    const items: Yaml[] = [];
    for (let line = this.#peek(); line?.indent === indent; line = this.#peek()) {
      if (!line.text.startsWith('- ')) {
        throw new Error(`Expected an item in line ${this.#at + 1}: ${line.text}`);
      }
      const rest = line.text.slice(2);
      items.push(isEntry(rest) ? this.#map(indent + 2, rest) : this.#scalar(rest, indent));
    }
    return items;
  }

  #map(indent: number, firstText?: string): Yaml {
    const entries: [string, Yaml][] = [];
    let text = firstText ?? this.#peek()?.text;
    while (text !== undefined) {
      const [, key = '', rest = ''] = /^([\w.-]+):(?: +(.*))?$/.exec(text) ?? [];
      if (key === '' || entries.some(([known]) => known === key)) {
        throw new Error(`Expected a new key in line ${this.#at + 1}: ${text}`);
      }
      entries.push([key, this.#value(rest, indent)]);
      const next = this.#peek();
      text = next?.indent === indent ? next.text : undefined;
    }
    return Object.fromEntries(entries);
  }

  #value(rest: string, indent: number): Yaml {
    if (rest === '') {
      this.#at += 1;
      return this.block(indent + 1);
    }
    return this.#scalar(rest, indent);
  }

  #scalar(text: string, indent: number): string {
    this.#at += 1;
    if (text === '|') {
      return this.#literal(indent);
    }
    const [, single, double] = /^(?:'((?:[^']|'')*)'|"([^"\\]*)")$/.exec(text) ?? [];
    if (single !== undefined) {
      return single.replaceAll("''", "'");
    }
    if (double === undefined && /^[[{&*!|>%@`"']|: | #/.test(text)) {
      throw new Error(`Expected a plain scalar in line ${this.#at}: ${text}`);
    }
    return double ?? text;
  }

  #literal(indent: number): string {
    const taken: Line[] = [];
    for (
      let line = this.#lines[this.#at];
      line !== undefined && (line.text === '' || line.indent > indent);
      line = this.#lines[this.#at]
    ) {
      taken.push(line);
      this.#at += 1;
    }
    const base = Math.min(...taken.filter(({ text }) => text !== '').map((line) => line.indent));
    const shown = taken.map((line) =>
      line.text === '' ? '' : ' '.repeat(line.indent - base) + line.text,
    );
    return `${shown.join('\n').trimEnd()}\n`;
  }

  #peek(): Line | undefined {
    for (;;) {
      const line = this.#lines[this.#at];
      if (line === undefined || (line.text !== '' && !line.text.startsWith('#'))) {
        return line;
      }
      this.#at += 1;
    }
  }
}

function isEntry(text: string): boolean {
  return /^[\w.-]+:(?: |$)/.test(text);
}
