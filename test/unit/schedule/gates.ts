/** Items that wait at named places until the test lets them go on. */
export class Gates {
  readonly #open = new Map<string, PromiseWithResolvers<void>>();
  readonly reached: string[] = [];

  async wait(name: string, signal?: AbortSignal): Promise<void> {
    this.reached.push(name);
    const gate = this.#gate(name);
    signal?.addEventListener('abort', () => gate.reject(signal.reason));
    await gate.promise;
  }

  open(...names: readonly string[]): void {
    names.forEach((name) => this.#gate(name).resolve());
  }

  #gate(name: string): PromiseWithResolvers<void> {
    const gate = this.#open.get(name) ?? Promise.withResolvers<void>();
    this.#open.set(name, gate);
    return gate;
  }
}
