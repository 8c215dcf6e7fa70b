import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** What is known about the machine; each part can be replaced in a test. */
export interface SlotSources {
  /** Text of a file, `undefined` where it does not exist or cannot be read. */
  readonly readFile: (path: string) => string | undefined;
  readonly parallelism: number;
}

/**
 * How many tests may run at once: the cores that this process may use, but no more than the CPU quota of its
 * control groups allows. Node knows the quotas of version 2 only, so both versions are read here.
 */
export function countSlots(sources: Partial<SlotSources> = {}): number {
  const readFile = sources.readFile ?? readSmallFile;
  const parallelism = sources.parallelism ?? availableParallelism();
  const quotas = memberships(readFile('/proc/self/cgroup') ?? '').flatMap(({ controllers, path }) =>
    controllers === ''
      ? folders('/sys/fs/cgroup', path).map((folder) => quotaV2(readFile(`${folder}/cpu.max`)))
      : ['/sys/fs/cgroup/cpu', `/sys/fs/cgroup/${controllers}`].flatMap((root) =>
          folders(root, path).map((folder) =>
            quotaV1(
              readFile(`${folder}/cpu.cfs_quota_us`),
              readFile(`${folder}/cpu.cfs_period_us`),
            ),
          ),
        ),
  );
  const smallest = Math.min(parallelism, ...quotas);
  return Math.max(1, Math.floor(smallest));
}

/** How many cores each of so many slots may count as its own. */
export function coresPerSlot(slots: number, sources: Partial<SlotSources> = {}): number {
  return Math.max(1, Math.floor(countSlots(sources) / slots));
}

interface Membership {
  /** '' for version 2. */
  readonly controllers: string;
  readonly path: string;
}

/** Lines of `/proc/self/cgroup`: `4:cpu,cpuacct:/a/b` (version 1), `0::/a/b` (version 2). */
function memberships(text: string): readonly Membership[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\d+:([^:]*):(\/.*)$/.exec(line);
    const [, controllers = '', path = ''] = match ?? [];
    const counts = match !== null && (controllers === '' || controllers.split(',').includes('cpu'));
    return counts ? [{ controllers, path }] : [];
  });
}

/** A group's folder and its parents up to the root: a quota of any of them holds. In a container only the root may be there. */
function folders(root: string, path: string): readonly string[] {
  const parts = path.split('/').filter((part) => part !== '');
  return Array.from({ length: parts.length + 1 }, (_, depth) =>
    [root, ...parts.slice(0, depth)].join('/'),
  );
}

/** `150000 100000` is one core and a half, `max 100000` no limit. */
function quotaV2(text: string | undefined): number {
  const [quota, period] = (text ?? '').trim().split(' ');
  return ratio(quota, period);
}

function quotaV1(quota: string | undefined, period: string | undefined): number {
  return ratio(quota?.trim(), period?.trim());
}

function ratio(quota: string | undefined, period: string | undefined): number {
  const cores = Number(quota) / Number(period);
  return Number.isFinite(cores) && cores > 0 ? cores : Number.POSITIVE_INFINITY;
}

function readSmallFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
