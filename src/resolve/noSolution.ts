import type { Incompatibility } from './incompatibility.ts';

/** Thrown inside the solver when the request contradicts itself; `proof` is the root of the derivation. */
export class NoSolution extends Error {
  readonly proof: Incompatibility;

  constructor(proof: Incompatibility) {
    super('Failed to find a solution');
    this.name = 'NoSolution';
    this.proof = proof;
  }
}
