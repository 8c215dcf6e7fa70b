import { OnceMap } from '../lib/onceMap.ts';
import { SpipError } from '../lib/spipError.ts';
import type { CoreMetadata } from '../pep/metadata.ts';
import { readLenientRequirement } from '../pep/lenientRequirement.ts';
import type { Lenient } from '../pep/lenientRequirement.ts';
import type { Requirement } from '../pep/requirement.ts';
import { judgeReleases, noCandidates } from './candidates.ts';
import type { Candidate, Candidates } from './candidates.ts';
import { fileRules } from './judgeFile.ts';
import type { MetadataSource } from './metadataSource.ts';
import { ReleaseList } from './releaseList.ts';
import { readReleaseMetadata } from './releaseMetadata.ts';
import type { ReleaseMetadata } from './releaseMetadata.ts';
import type { ResolveInterpreter, ResolvePolicy } from './resolveRequest.ts';
import { TargetEnvironment } from './targetEnvironment.ts';

/**
 * What solves over the same source share: read index pages, read metadata, parsed requirements, and the judgement
 * of a project's files for one interpreter and policy. Each page and each metadata is asked for once.
 */
export class SolverCache {
  readonly #source: MetadataSource;
  readonly #lists = new OnceMap<string, ReleaseList | undefined>();
  readonly #metadata = new OnceMap<string, ReleaseMetadata>();
  readonly #requirements = new Map<string, Lenient<Requirement>>();
  readonly #environments = new WeakMap<ResolveInterpreter, TargetEnvironment>();
  readonly #candidates = new WeakMap<TargetEnvironment, Map<string, Candidates>>();

  constructor(source: MetadataSource) {
    this.#source = source;
  }

  environment(interpreter: ResolveInterpreter): TargetEnvironment {
    let environment = this.#environments.get(interpreter);
    if (environment === undefined) {
      environment = new TargetEnvironment(interpreter);
      this.#environments.set(interpreter, environment);
    }
    return environment;
  }

  async candidates(
    name: string,
    environment: TargetEnvironment,
    policy: ResolvePolicy,
  ): Promise<Candidates> {
    const list = await this.#lists.get(name, async () => {
      const project = await this.#source.project(name);
      return project === undefined ? undefined : new ReleaseList(project);
    });
    if (list === undefined) {
      return noCandidates(name);
    }
    const rules = fileRules(name, policy);
    const key = `${name} ${rules.kinds} ${rules.excludeNewer?.getTime() ?? ''}`;
    const judged = this.#candidates.get(environment) ?? new Map<string, Candidates>();
    this.#candidates.set(environment, judged);
    const candidates = judged.get(key) ?? judgeReleases(list, environment, rules);
    judged.set(key, candidates);
    return candidates;
  }

  /** `onRequest` is called if the source must be asked. */
  metadata(name: string, candidate: Candidate, onRequest: () => void): Promise<ReleaseMetadata> {
    const { file } = candidate;
    const key = `${file.sha256 ?? ''} ${file.url}`;
    return this.#metadata.get(key, async () => {
      onRequest();
      const metadata = await this.#readMetadata(candidate);
      return metadata instanceof SpipError
        ? { ok: false, reason: metadata.message }
        : readReleaseMetadata(metadata, { name, candidate }, (text) => this.#parse(text));
    });
  }

  async #readMetadata({ file }: Candidate): Promise<CoreMetadata | SpipError> {
    try {
      return await this.#source.metadata(file);
    } catch (error) {
      if (error instanceof SpipError && error.code === 'invalid-metadata') {
        return error;
      }
      throw error;
    }
  }

  #parse(text: string): Lenient<Requirement> {
    let requirement = this.#requirements.get(text);
    if (requirement === undefined) {
      requirement = readLenientRequirement(text);
      this.#requirements.set(text, requirement);
    }
    return requirement;
  }
}

const caches = new WeakMap<MetadataSource, SolverCache>();

/** The cache of a source: as long as the source lives, its answers are read once. */
export function solverCacheOf(source: MetadataSource): SolverCache {
  let cache = caches.get(source);
  if (cache === undefined) {
    cache = new SolverCache(source);
    caches.set(source, cache);
  }
  return cache;
}
