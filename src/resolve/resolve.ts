import { BudgetExceeded } from './budget.ts';
import { excludedGroups } from './describeExclusion.ts';
import { describeRequirement, joinWords } from './describeReleases.ts';
import { explain } from './explain.ts';
import { makeLock } from './makeLock.ts';
import type { MetadataSource } from './metadataSource.ts';
import { NoSolution } from './noSolution.ts';
import { isExact } from './pinnedReleases.ts';
import { proofFacts } from './proofFacts.ts';
import type { Incompatibility } from './incompatibility.ts';
import type { Resolution, ResolveCounts, ResolveRequest, Unresolved } from './resolveRequest.ts';
import { Solve } from './solve.ts';
import { solveNotes } from './solveNotes.ts';
import { solverCacheOf } from './solverCache.ts';
import { projectOf } from './wantedStates.ts';

/**
 * Finds the set of releases that satisfies a request on one interpreter, or says why there is none. The set is the
 * best in the order in which its packages were decided, and the same whatever order answers come in. Solves over one
 * source share what they read. Algorithm: PubGrub, as `docs/resolver.md` tells.
 *
 * @throws SpipError whatever `source` throws, except `invalid-metadata`: that only makes one release unusable
 */
export async function resolve(
  request: ResolveRequest,
  source: MetadataSource,
): Promise<Resolution> {
  const solve = new Solve(request, solverCacheOf(source));
  try {
    const decided = await solve.run();
    return {
      ok: true,
      lock: makeLock(decided, solve),
      order: decided.map(({ package: { name } }) => name),
      warnings: solveNotes(solve, decided),
      ...countsOf(solve),
    };
  } catch (error) {
    if (error instanceof NoSolution) {
      const { text, hint } = explain(error.proof, request);
      return failure(solve, { reason: reasonOf(error.proof), explanation: text, hint });
    }
    if (error instanceof BudgetExceeded) {
      const asked = joinWords(request.roots.map(describeRequirement));
      return failure(solve, {
        reason: 'unresolvable',
        explanation: `Failed to resolve ${asked} for Python ${request.interpreter.python}: gave up after ${error.message} without finding a solution or a contradiction`,
        hint: 'narrow the request: a lower bound on the packages with many releases helps most',
      });
    }
    throw error;
  }
}

function countsOf(solve: Solve): ResolveCounts {
  return {
    attempts: solve.attempts,
    decisions: solve.budget.spent,
    metadataRequests: solve.metadataRequests,
  };
}

function failure(
  solve: Solve,
  { reason, explanation, hint }: Pick<Unresolved, 'reason' | 'explanation' | 'hint'>,
): Unresolved {
  return {
    ok: false,
    reason,
    explanation,
    hint,
    warnings: solveNotes(solve, []),
    ...countsOf(solve),
  };
}

/** Only a release asked for exactly that has files, none of which fits, is a matter of files. */
function reasonOf(proof: Incompatibility): Unresolved['reason'] {
  const { dependencies, constraints, unusable } = proofFacts(proof);
  const [only] = dependencies;
  const project = only === undefined ? undefined : projectOf(only.fact.dependee);
  if (
    only === undefined ||
    project === undefined ||
    dependencies.length + constraints.length + unusable.length !== 1 ||
    only.fact.depender.kind !== 'root' ||
    !isExact(only.fact.requirement)
  ) {
    return 'unresolvable';
  }
  const { candidates } = project;
  const groups = excludedGroups(
    candidates,
    candidates.list.admitted(only.fact.requirement.specifiers),
  );
  const isFiles = groups.every(({ exclusion: { kind } }) => kind === 'tags' || kind === 'format');
  return groups.length > 0 && isFiles ? 'no-compatible-file' : 'unresolvable';
}
