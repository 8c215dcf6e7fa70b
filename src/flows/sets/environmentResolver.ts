import { OnceMap } from '../../lib/onceMap.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { Interpreter } from '../../model/interpreter.ts';
import type { Lock } from '../../model/lock.ts';
import type { ResolutionStrategy } from '../../model/settings.ts';
import type { Requirement } from '../../pep/requirement.ts';
import { resolve } from '../../resolve/resolve.ts';
import type { ResolvePolicy, Resolved } from '../../resolve/resolveRequest.ts';
import { earlier } from '../../lib/parseMoment.ts';
import { appliesTo } from './appliesTo.ts';
import { EnvironmentMetadata } from './environmentMetadata.ts';
import { hashRules } from './hashedFiles.ts';
import type { FixedSet } from './lockedSet.ts';
import type { ConstrainedSource } from './openDirects.ts';
import type { Facilities } from '../run/openFacilities.ts';
import type { Inputs } from '../ask/readInputs.ts';
import { parseInput } from '../ask/readInputs.ts';
import type { WheelBuilder } from './wheelBuilder.ts';

export interface EnvironmentResolverOptions {
  readonly facilities: Facilities;
  readonly builder: WheelBuilder;
  readonly interpreter: Interpreter;
  readonly policy: ResolvePolicy;
  /** Constraints, overrides and hashes; they do not hold for the requirements of builds. */
  readonly inputs?: Inputs | undefined;
  /** Files that are installed whatever is asked for, in the place of what the indexes have. */
  readonly fixed?: FixedSet | undefined;
  /** What constraints say that packages are taken from. */
  readonly sources?: readonly ConstrainedSource[] | undefined;
}

/** What distinguishes one question from the others on this interpreter. */
export interface QuestionOptions {
  /** Normalised name: constraints of the package under test itself do not hold, nor is its pin a wish. */
  readonly underTest?: string | undefined;
  /** Normalised names of packages whose releases the question itself chooses: overrides hold for what others ask of them. */
  readonly chosen?: readonly string[] | undefined;
  /** Normalised names of roots that stand beside the release under test: always the newest. */
  readonly tools?: readonly string[] | undefined;
  /** Which releases are tried first, if it is not as the policy has it. */
  readonly strategy?: ResolutionStrategy | undefined;
  /** Only files uploaded before this moment, if it is earlier than the policy's. */
  readonly asOf?: Date | undefined;
}

/** The resolver of an interpreter; `underTest` is the normalised name of the package under test. */
export type ResolverFor = (interpreter: Interpreter, underTest: string) => EnvironmentResolver;

/** Resolves for one interpreter: each distinct question once, all of them over the same metadata. */
export class EnvironmentResolver {
  readonly #options: EnvironmentResolverOptions;
  readonly #solved = new OnceMap<string, Resolved>();
  readonly #hashed: ReadonlyMap<string, ReadonlySet<string>>;
  readonly source: EnvironmentMetadata;

  constructor(options: EnvironmentResolverOptions) {
    const { facilities, builder, interpreter, inputs, fixed, sources = [] } = options;
    this.#options = options;
    this.#hashed = hashRules(
      [...(inputs === undefined ? [] : hashedLines(inputs)), ...sources],
      interpreter,
    );
    this.source = new EnvironmentMetadata({
      facilities,
      builder,
      interpreter,
      hashed: this.#hashed,
      fixed: fixed?.projects ?? new Map(),
      sources: new Map(
        sources
          .filter(({ requirement }) => appliesTo(requirement, interpreter))
          .map(({ requirement: { name }, bring }) => [name, bring]),
      ),
    });
  }

  /** @throws SpipError `unresolvable` or `no-compatible-file` with the explanation; errors of the index and of builds. */
  resolve(roots: readonly Requirement[], options: QuestionOptions = {}): Promise<Resolved> {
    const question = roots.map(({ text }) => text).join('\n');
    const { underTest, chosen = [], tools, strategy, asOf } = options;
    if (underTest !== undefined) {
      this.source.willInstall(underTest);
    }
    return this.#solved.get(
      [underTest, chosen.join(' '), tools?.join(' '), strategy, asOf?.getTime(), question].join(
        '\n',
      ),
      async () => {
        const { interpreter, facilities, inputs } = this.#options;
        const { policy: plain } = this.#options;
        const policy = {
          ...plain,
          strategy: strategy ?? plain.strategy,
          excludeNewer: earlier(plain.excludeNewer, asOf),
        };
        const holds = ({ name }: Requirement): boolean => name !== underTest;
        const read = (list: Inputs['constraints'] = []): readonly Requirement[] =>
          list.map(({ requirement }) => requirement);
        const resolution = await resolve(
          {
            roots: [...roots, ...(this.#options.fixed?.roots ?? [])],
            underTest,
            tools,
            chosen,
            constraints: read(inputs?.constraints).filter(holds),
            overrides: read(inputs?.overrides),
            interpreter,
            policy,
          },
          this.source,
        );
        facilities.emit({
          kind: 'debug',
          text: `resolved ${question.replaceAll('\n', ', ')} for Python ${interpreter.python}: ${resolution.attempts} attempts, ${resolution.decisions} decisions`,
        });
        if (!resolution.ok) {
          throw new SpipError(resolution.reason, resolution.explanation, { hint: resolution.hint });
        }
        this.#checkHashes(resolution.lock);
        return resolution;
      },
    );
  }

  /** `--require-hashes`: a package that no line gives a hash for is as bad as a wrong one. */
  #checkHashes(lock: Lock): void {
    const bare = lock.packages.filter(({ name }) => !this.#hashed.has(name));
    const [first] = bare;
    if (this.#options.inputs?.requireHashes === true && first !== undefined) {
      throw new SpipError(
        'invalid-requirement',
        `Expected hashes for all packages of the set, as \`--require-hashes\` demands, found none for ${bare.map(({ name }) => `\`${name}\``).join(', ')}`,
        {
          hint: `for example \`${first.name}==${first.version} --hash=sha256:${first.file.sha256 ?? '...'}\``,
        },
      );
    }
  }
}

function hashedLines(inputs: Inputs): Inputs['constraints'] {
  const lines = inputs.requirements
    .filter(({ hashes }) => hashes.length > 0)
    .map((line) => ({ requirement: parseInput(line), hashes: line.hashes }));
  return [...lines, ...inputs.constraints, ...inputs.overrides];
}
