/** What a look at a place of the cache finds. */
export type Look<T> = Present<T> | Missing;

interface Present<T> {
  readonly state: 'present';
  readonly value: T;
}

export type Missing =
  | { readonly state: 'absent' }
  | { readonly state: 'damaged'; readonly reason: string };

/**
 * Looks, takes a lock, looks again, makes (`docs/cache.md`): what is there costs no lock, and of all who want what is
 * not there only the first one makes it. `lock` runs a task while nobody else does.
 */
export async function lookLockLook<T>(
  wanted: {
    readonly look: () => Promise<Look<T>>;
    /** Told what the second look found. */
    readonly make: (found: Missing) => Promise<T>;
  },
  lock: (task: () => Promise<T>) => Promise<T>,
): Promise<T> {
  const first = await wanted.look();
  if (first.state === 'present') {
    return first.value;
  }
  return await lock(async () => {
    // Somebody else may have made it meanwhile.
    const second = await wanted.look();
    return second.state === 'present' ? second.value : await wanted.make(second);
  });
}

/** A look where nothing can be damaged: what is not there is `undefined`. */
export function lookOf<T>(value: T | undefined): Look<T> {
  return value === undefined ? { state: 'absent' } : { state: 'present', value };
}
