/**
 * The first moment that no longer counts: a bare date means the end of that day in UTC, a timestamp with a zone is
 * itself exclusive. uv takes a bare date in the local zone. `undefined` for anything else.
 */
export function parseMoment(text: string): Date | undefined {
  const day = text.slice(0, 10);
  const start = new Date(`${day}T00:00:00Z`);
  const moment = new Date(text);
  const isReal = !Number.isNaN(start.getTime()) && start.toISOString().startsWith(day);
  if (!pattern.test(text) || !isReal || Number.isNaN(moment.getTime())) {
    return undefined;
  }
  return text.length === 10 ? new Date(start.getTime() + dayMs) : moment;
}

/** The earlier of two moments that may both be missing. */
export function earlier(a: Date | undefined, b: Date | undefined): Date | undefined {
  return a === undefined || (b !== undefined && b.getTime() < a.getTime()) ? b : a;
}

const pattern = /^\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:?\d\d))?$/;
const dayMs = 86_400_000;
