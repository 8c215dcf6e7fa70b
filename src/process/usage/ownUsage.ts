import { readFileSync } from 'node:fs';
import type { ProfileFacts } from '../../model/profile.ts';

type OwnUsage = ProfileFacts['usage'];

/** What this process has used so far. */
export function ownUsage(): OwnUsage {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return {
    userSeconds: userCPUTime / 1e6,
    systemSeconds: systemCPUTime / 1e6,
    childSeconds: childSeconds(),
    maxRssBytes: maxRSS * 1024,
    io: io(),
  };
}

/** Seconds for which each core has been idle, and in all, since the system started; empty where it does not say. */
export function coreTimes(): readonly { readonly idle: number; readonly all: number }[] {
  const text = read('/proc/stat') ?? '';
  return [...text.matchAll(/^cpu\d+ (.*)$/gm)].map(([, line = '']) => {
    const times = line.split(' ').map((ticks) => Number(ticks) / ticksPerSecond);
    const [, , , idle = 0, waiting = 0] = times;
    // The last two are part of the first two.
    return { idle: idle + waiting, all: times.slice(0, 8).reduce((sum, time) => sum + time, 0) };
  });
}

/** Linux tells times of processes in these, whatever its own tick is. */
const ticksPerSecond = 100;

function childSeconds(): number | undefined {
  // The name may hold anything, parentheses too.
  const fields = read('/proc/self/stat')
    ?.replace(/^.*\) /s, '')
    .split(' ');
  const [user, system] = [fields?.[13], fields?.[14]].map(Number);
  return fields === undefined || user === undefined || system === undefined
    ? undefined
    : (user + system) / ticksPerSecond;
}

function io(): OwnUsage['io'] {
  const text = read('/proc/self/io');
  const field = (name: string): number =>
    Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(text ?? '')?.[1] ?? 0);
  return text === undefined
    ? undefined
    : {
        reads: field('syscr'),
        readBytes: field('rchar'),
        writes: field('syscw'),
        writtenBytes: field('wchar'),
      };
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
