import assert from 'node:assert/strict';

/** A port with only the members that a test expects to be used: whatever else is touched fails the test. */
export function port<T extends object>(parts: Partial<T>): T {
  return new Proxy(parts, {
    get: (target, name) => {
      // Whoever awaits a value looks for `then`.
      if (!(name in target) && name !== 'then' && typeof name === 'string') {
        assert.fail(`Unexpected use of \`${name}\``);
      }
      return Reflect.get(target, name);
    },
  }) as T;
}
