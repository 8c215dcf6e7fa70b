import type { Requirement } from '../pep/requirement.ts';
import type { TargetEnvironment } from './targetEnvironment.ts';

/** What a release needs here: without extra its own requirements, with one only what that extra adds. */
export function requirementsOf(
  requirements: readonly Requirement[],
  environment: TargetEnvironment,
  extra: string | undefined,
): readonly Requirement[] {
  return requirements.filter(
    ({ marker }) =>
      environment.applies(marker, extra) &&
      (extra === undefined || !environment.applies(marker, undefined)),
  );
}

/** What the request asks for here: a marker may leave some of it out. */
export function wantedRoots(
  roots: readonly Requirement[],
  environment: TargetEnvironment,
): readonly Requirement[] {
  return roots.filter(({ marker }) => environment.applies(marker, undefined));
}
