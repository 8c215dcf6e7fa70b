/** Runs `task`, and `undo` only if it fails. What fails in undoing is mostly a consequence: the task's error is thrown. */
export async function onFailure<T>(task: () => Promise<T>, undo: () => Promise<void>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    await undo().catch(() => undefined);
    throw error;
  }
}
