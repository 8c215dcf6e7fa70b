import { SpipError } from '../lib/spipError.ts';

/** A refusal of a whole archive: which archive, which entry (if one is to blame) and which rule. */
export function archiveError(
  archive: string,
  rule: string,
  details: { readonly entry?: string | undefined; readonly cause?: unknown } = {},
): SpipError {
  const where = details.entry === undefined ? '' : `entry \`${printable(details.entry)}\`: `;
  return new SpipError('bad-archive', `Failed to read archive \`${archive}\`: ${where}${rule}`, {
    cause: details.cause,
  });
}

/** Names come from strangers: control characters must not reach a terminal or log. */
function printable(name: string): string {
  const escaped = name.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
  return escaped.length > 300 ? `${escaped.slice(0, 300)}...` : escaped;
}
