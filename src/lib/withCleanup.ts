import { onFailure } from './onFailure.ts';

/**
 * Runs `task` and then `clean`, whether or not it succeeded. Where both fail the task's error is thrown: it came
 * first, and what fails in cleaning up is mostly its consequence.
 */
export async function withCleanup<T>(
  task: () => Promise<T>,
  clean: () => Promise<void>,
): Promise<T> {
  const result = await onFailure(task, clean);
  await clean();
  return result;
}
