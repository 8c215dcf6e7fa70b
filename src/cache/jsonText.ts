import { readFileSync } from 'node:fs';

/** A member that is a text, of a JSON file that may be gone or damaged. */
export function jsonText(path: string, member: string): string | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const found: unknown =
      typeof value === 'object' && value !== null ? Reflect.get(value, member) : undefined;
    return typeof found === 'string' ? found : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Error && 'syscall' in error)) {
      return undefined;
    }
    throw error;
  }
}
