import { OnceMap } from '../lib/onceMap.ts';
import { SpipError } from '../lib/spipError.ts';
import type { Interpreter } from '../model/interpreter.ts';
import type { Requirement } from '../pep/requirement.ts';
import type { MetadataSource } from '../resolve/metadataSource.ts';
import { resolve } from '../resolve/resolve.ts';
import type { ResolvePolicy, Resolved } from '../resolve/resolveRequest.ts';
import { EnvironmentMetadata } from './environmentMetadata.ts';
import type { Workshop } from './openWorkshop.ts';
import type { WheelBuilder } from './wheelBuilder.ts';

export interface EnvironmentResolverOptions {
  readonly workshop: Workshop;
  readonly builder: WheelBuilder;
  readonly interpreter: Interpreter;
  readonly policy: ResolvePolicy;
}

/** Resolves for one interpreter: each distinct question once, all of them over the same metadata. */
export class EnvironmentResolver {
  readonly #options: EnvironmentResolverOptions;
  readonly #solved = new OnceMap<string, Resolved>();
  readonly source: MetadataSource;

  constructor(options: EnvironmentResolverOptions) {
    this.#options = options;
    this.source = new EnvironmentMetadata(options.workshop, options.builder, options.interpreter);
  }

  /** @throws SpipError `unresolvable` or `no-compatible-file` with the explanation; errors of the index and of builds. */
  resolve(roots: readonly Requirement[]): Promise<Resolved> {
    const question = roots.map(({ text }) => text).join('\n');
    return this.#solved.get(question, async () => {
      const { interpreter, policy, workshop } = this.#options;
      const resolution = await resolve(
        { roots, constraints: [], interpreter, policy },
        this.source,
      );
      workshop.emit({
        kind: 'debug',
        text: `resolved ${question.replaceAll('\n', ', ')} for Python ${interpreter.python}: ${resolution.attempts} attempts, ${resolution.decisions} decisions`,
      });
      if (!resolution.ok) {
        throw new SpipError(resolution.reason, resolution.explanation, { hint: resolution.hint });
      }
      return resolution;
    });
  }
}
