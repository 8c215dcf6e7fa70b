/** What one part of the conformance data came to. */
export interface ConformanceCounts {
  readonly passed: number;
  readonly failed: number;
  /** Cases where spip follows a written policy of its own instead; shown, never counted as failures. */
  readonly policyDifferences: number;
  /** What to print, in order: one line per failure or difference, and notes. */
  readonly lines: readonly string[];
}

/** Counts the cases of one part as they are run. */
export class Tally {
  readonly #part: string;
  readonly #lines: string[] = [];
  #passed = 0;
  #failed = 0;
  #policyDifferences = 0;

  constructor(part: string) {
    this.#part = part;
  }

  /** Runs one case; what it returns is compared by its JSON, what it throws is never expected. */
  check(name: string, expected: unknown, run: () => unknown): void {
    const got = attempt(run);
    const wanted = show(expected);
    if (got === wanted) {
      this.#passed += 1;
    } else {
      this.fail(name, wanted, got);
    }
  }

  pass(): void {
    this.#passed += 1;
  }

  fail(name: string, expected: string, got: string): void {
    this.#failed += 1;
    this.note(`FAILED ${this.#part}: ${name}: expected ${expected}, got ${got}`);
  }

  differ(name: string, why: string): void {
    this.#policyDifferences += 1;
    this.note(`POLICY ${this.#part}: ${name}: ${why}`);
  }

  note(line: string): void {
    this.#lines.push(line);
  }

  get counts(): ConformanceCounts {
    return {
      passed: this.#passed,
      failed: this.#failed,
      policyDifferences: this.#policyDifferences,
      lines: [...this.#lines],
    };
  }
}

/** Whether the text is refused with an error. */
export function refuses(read: () => unknown): boolean {
  try {
    read();
    return false;
  } catch {
    return true;
  }
}

function attempt(run: () => unknown): string {
  try {
    return show(run());
  } catch (error) {
    return `error: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? 'undefined';
}
