// Far more than a case takes on a busy machine, which is some milliseconds.
const patienceMs = 120_000;

/** Fails where something does not come to its end. */
export async function withoutHang<T>(task: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('It hangs')), patienceMs);
  try {
    return await Promise.race([task, promise]);
  } finally {
    clearTimeout(timer);
  }
}
