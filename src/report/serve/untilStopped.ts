/** Waits for a signal, and keeps the process alive meanwhile: a server does not, and a signal that is listened for neither. */
export async function untilStopped(signal: AbortSignal): Promise<void> {
  const alive = setInterval(() => undefined, 60_000);
  try {
    if (!signal.aborted) {
      await new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  } finally {
    clearInterval(alive);
  }
}
