import { withCleanup } from './withCleanup.ts';

/**
 * Undo actions, registered before what they undo is set up, run in reverse order.
 * Every action runs even if an earlier one fails; the failures are thrown together.
 */
export class Teardown {
  readonly #actions: (() => Promise<void> | void)[] = [];

  register(action: () => Promise<void> | void): void {
    this.#actions.push(action);
  }

  async run(): Promise<void> {
    const errors: unknown[] = [];
    for (let action = this.#actions.pop(); action !== undefined; action = this.#actions.pop()) {
      try {
        await action();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length === 1) {
      throw errors[0];
    }
    if (errors.length > 1) {
      throw new AggregateError(errors, 'Failed to clean up');
    }
  }
}

/** Runs `task` and then what it has registered; where both fail the task's error is thrown (`withCleanup`). */
export async function withTeardown<T>(task: (teardown: Teardown) => Promise<T>): Promise<T> {
  const teardown = new Teardown();
  return withCleanup(
    () => task(teardown),
    () => teardown.run(),
  );
}
