import type { Distribution } from '../../envs/lockText.ts';
import { planEnvironment } from '../../envs/planEnvironment.ts';
import { OnceMap } from '../../lib/onceMap.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { EnvironmentPlan } from '../../model/environment.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { Lock } from '../../model/lock.ts';
import { parseRequirement } from '../../pep/requirement.ts';
import type { ResolvePolicy } from '../../resolve/resolveRequest.ts';
import type { Facilities } from '../run/openFacilities.ts';
import { EnvironmentResolver } from './environmentResolver.ts';
import { fetchDistributions } from './fetchDistributions.ts';
import type { WheelBuilder } from './wheelBuilder.ts';

/** What a build is done with. */
export interface ComposedTools {
  readonly lock: Lock;
  readonly plan: EnvironmentPlan;
  readonly distributions: readonly Distribution[];
}

/** The environments of builds: each set of requirements is resolved and composed once for each interpreter. */
export class BuildTools {
  readonly #facilities: Facilities;
  readonly #policy: ResolvePolicy;
  /** For tools that are themselves built. */
  readonly #builder: WheelBuilder;
  readonly #composed = new OnceMap<string, ComposedTools>();
  readonly #resolvers = new Map<Interpreter, EnvironmentResolver>();

  constructor(
    { facilities, policy }: { readonly facilities: Facilities; readonly policy: ResolvePolicy },
    builder: WheelBuilder,
  ) {
    this.#facilities = facilities;
    this.#policy = policy;
    this.#builder = builder;
  }

  /** A release may be built with an older one of its project; one that needs itself waits for itself. */
  of(requires: readonly string[], interpreter: Interpreter): Promise<ComposedTools> {
    const wanted = requires.toSorted();
    const make = async (): Promise<ComposedTools> => {
      const roots = wanted.map(parseRequirement);
      const { lock } = await this.#resolver(interpreter).resolve(roots);
      const distributions = await fetchDistributions(lock, {
        facilities: this.#facilities,
        builder: this.#builder,
        interpreter,
      });
      return { lock, plan: await planEnvironment({ interpreter, distributions }), distributions };
    };
    return this.#composed.get(
      `${interpreter.build}\n${wanted.join('\n')}`,
      make,
      wanted.join(', '),
    );
  }

  /** Whether wheels uploaded before this moment meet the requirements; nothing is built to find that out. */
  async existBefore(
    moment: Date,
    requires: readonly string[],
    interpreter: Interpreter,
  ): Promise<boolean> {
    const policy = { ...this.#policy, excludeNewer: moment, onlyBinary: 'all' } as const;
    try {
      await this.#newResolver(interpreter, policy).resolve(requires.map(parseRequirement));
      return true;
    } catch (error) {
      if (error instanceof SpipError) {
        return false;
      }
      throw error;
    }
  }

  /** The store has lost something: what was found in it may be gone. */
  lookAgain(): void {
    this.#composed.clear();
  }

  #resolver(interpreter: Interpreter): EnvironmentResolver {
    const resolver =
      this.#resolvers.get(interpreter) ?? this.#newResolver(interpreter, this.#policy);
    this.#resolvers.set(interpreter, resolver);
    return resolver;
  }

  #newResolver(interpreter: Interpreter, policy: ResolvePolicy): EnvironmentResolver {
    const [facilities, builder] = [this.#facilities, this.#builder];
    return new EnvironmentResolver({ facilities, builder, interpreter, policy });
  }
}
