/**
 * Undo actions, registered before what they undo is set up, run in reverse order.
 * Every action runs even if an earlier one fails; the failures are thrown together.
 */
export class Teardown implements AsyncDisposable {
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

  async [Symbol.asyncDispose](): Promise<void> {
    await this.run();
  }
}
