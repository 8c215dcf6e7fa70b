import { crc32 } from 'node:zlib';
import type { ProcessIdentity } from '../lib/processIdentity.ts';

/** A side effect outside of the run's temporary folder, written down before it happens. */
export type Intent =
  | { readonly kind: 'worktree'; readonly directory: string; readonly commit: string }
  | { readonly kind: 'process'; readonly process: ProcessIdentity }
  | { readonly kind: 'directory'; readonly path: string };

export type JournalEntry =
  | {
      readonly entry: 'run';
      readonly run: string;
      readonly pid: number;
      readonly started: string;
      /** Where the run's lock and folders lie. */
      readonly cache: string;
    }
  | { readonly entry: 'intend'; readonly token: number; readonly intent: Intent }
  | { readonly entry: 'done'; readonly token: number };

/** One line: checksum of the JSON, a space, the JSON. */
export function formatLine(entry: JournalEntry): string {
  const json = JSON.stringify(entry);
  return `${checksum(json)} ${json}\n`;
}

/** All whole lines. A killed run may leave half of its last one; a line with a wrong checksum says nothing. */
export function parseLines(text: string): readonly JournalEntry[] {
  const entries: JournalEntry[] = [];
  for (const line of text.split('\n')) {
    const json = line.slice(9);
    if (line.slice(0, 9) === `${checksum(json)} ` && json !== '') {
      const value: unknown = JSON.parse(json);
      if (isEntry(value)) {
        entries.push(value);
      }
    }
  }
  return entries;
}

/** Intents without their `done`, the latest first. */
export function openIntents(entries: readonly JournalEntry[]): readonly Intent[] {
  const open = new Map<number, Intent>();
  for (const entry of entries) {
    if (entry.entry === 'intend') {
      open.set(entry.token, entry.intent);
    } else if (entry.entry === 'done') {
      open.delete(entry.token);
    }
  }
  return [...open.values()].toReversed();
}

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(8, '0');
}

/** The checksum vouches for the rest. */
function isEntry(value: unknown): value is JournalEntry {
  return typeof value === 'object' && value !== null && 'entry' in value;
}
