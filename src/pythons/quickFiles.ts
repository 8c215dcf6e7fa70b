import { readdirSync, readFileSync, statSync } from 'node:fs';

// Looking for Pythons is some hundred tiny calls at the start of every command: made one after the other they take
// a millisecond or two, as promises ten times as long. What is not there or may not be read counts as empty.

export function listFolder(path: string): readonly string[] {
  if (!exists(path)) {
    return [];
  }
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

export function readText(path: string): string | undefined {
  if (!exists(path)) {
    return undefined;
  }
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

export function exists(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}
