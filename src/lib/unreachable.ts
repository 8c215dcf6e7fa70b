/** The end of an exhaustive switch: a state that the types exclude. */
export function unreachable(value: never): never {
  throw new Error(`Unreachable: ${JSON.stringify(value)}`);
}
