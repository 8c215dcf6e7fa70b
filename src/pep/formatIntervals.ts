import { bottom, compareCuts, cutBehindLocals, cutBehindPrefix, top } from './versionCut.ts';
import type { Cut } from './versionCut.ts';
import { formatOrder } from './versionOrder.ts';
import type { VersionOrder } from './versionOrder.ts';

interface Span {
  readonly lower: Cut;
  readonly upper: Cut;
}

/** Ascending spans of versions as specifiers for people; see `formatRanges`. */
export function formatIntervals(spans: readonly Span[]): string {
  if (spans.length === 0) {
    return 'none';
  }
  const groups: string[] = [];
  let lower: Cut | undefined;
  let holes: string[] = [];
  for (const [i, span] of spans.entries()) {
    lower ??= span.lower;
    const next = spans[i + 1];
    const hole = next && nameSet({ lower: span.upper, upper: next.lower });
    if (hole === undefined) {
      groups.push(formatGroup({ lower, upper: span.upper }, holes));
      lower = undefined;
      holes = [];
    } else {
      holes.push(`!=${hole}`);
    }
  }
  return groups.join(' | ');
}

function formatGroup(span: Span, holes: readonly string[]): string {
  const name = holes.length === 0 ? nameSet(span) : undefined;
  if (name !== undefined) {
    return `==${name}`;
  }
  const parts = [...formatLower(span.lower), ...formatUpper(span.upper), ...holes];
  return parts.length === 0 ? '*' : parts.join(',');
}

/** The version or prefix `X` for which the span is what `==X` admits. */
function nameSet(span: Span): string | undefined {
  const { at, side } = span.lower;
  if (side !== 0 || at.post === Infinity || compareCuts(span.lower, bottom) === 0) {
    return undefined;
  }
  const isExact =
    span.upper.side === 1 && compareCuts({ ...span.upper, side: 0 }, span.lower) === 0;
  if (isExact || compareCuts(cutBehindLocals(at), span.upper) === 0) {
    return formatOrder(at);
  }
  // `1.2.dev0` up to `1.3.dev0`; where `1.2.0.dev0` was written, shorter prefixes may fit.
  for (
    let length = at.phase === 0 && at.dev === 0 ? at.release.length : 0;
    length > 0;
    length -= 1
  ) {
    const prefix = at.release.slice(0, length);
    if (length < at.significant) {
      return undefined;
    }
    if (compareCuts(cutBehindPrefix(at.epoch, prefix), span.upper) === 0) {
      return `${formatOrder({ ...final(at), release: prefix })}.*`;
    }
  }
  return undefined;
}

function formatLower(cut: Cut): readonly string[] {
  const { at, side } = cut;
  if (compareCuts(cut, bottom) === 0) {
    return [];
  }
  if (at.post === Infinity) {
    return [`>${formatOrder({ ...at, post: -1 })}`];
  }
  if (side === 1) {
    return [`>${formatOrder(at)}`];
  }
  const previous = previousPost(at);
  return previous === undefined ? [`>=${formatOrder(at)}`] : [`>${formatOrder(previous)}`];
}

function formatUpper(cut: Cut): readonly string[] {
  const { at, side } = cut;
  if (compareCuts(cut, top) === 0) {
    return [];
  }
  if (at.post === Infinity) {
    return [`<=${formatOrder({ ...at, post: -1 })}`];
  }
  if (side === 1) {
    return [`<=${formatOrder(at)}`];
  }
  if (at.dev === 0 && at.local.length === 0) {
    if (at.post === 0) {
      return [`<=${formatOrder({ ...at, post: -1, dev: Infinity })}`];
    }
    if (at.phase === 0 || (at.phase === 4 && at.post !== -1)) {
      return [`<${formatOrder(final(at))}`];
    }
  }
  return [`<${formatOrder(at)}`];
}

/** Before `1.0.post3.dev0` is where `>1.0.post2` begins; before `1.0.post0.dev0` is behind `<=1.0`. */
function previousPost(at: VersionOrder): VersionOrder | undefined {
  if (at.dev !== 0 || at.local.length > 0 || at.post === -1) {
    return undefined;
  }
  const post = typeof at.post === 'bigint' ? at.post - 1n : at.post - 1;
  return { ...at, post, dev: Infinity };
}

function final(at: VersionOrder): VersionOrder {
  return { ...at, phase: at.phase === 0 ? 4 : at.phase, dev: Infinity };
}
