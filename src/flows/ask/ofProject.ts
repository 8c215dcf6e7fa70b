import { resolve } from 'node:path';
import type { Settings } from '../../config/settings.ts';
import type { Sourced } from '../../model/settings.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { MatrixSettings } from '../../options/matrixOptions.ts';
import { normaliseName } from '../../pep/names.ts';
import { parseRequirement } from '../../pep/requirement.ts';

export interface ProjectsSettings extends Pick<Settings, 'project'> {
  readonly options: MatrixSettings;
}

/**
 * The settings for a matrix of these packages: what a project says about its tests (`[tool.spip.test]`) holds for the project itself, not for
 * whatever else is tested in its folder.
 */
export function settingsFor(
  requirements: readonly string[],
  { options, project }: ProjectsSettings,
): MatrixSettings {
  if (project !== undefined && requirements.length > 0) {
    const isOwn = requirements.every((text) => isProject(text, project));
    if (isOwn) {
      return options;
    }
  }
  const said = <T>(setting: Sourced<T> | undefined): Sourced<T> | undefined =>
    setting?.source.startsWith('SPIP_') === true ? setting : undefined;
  return {
    ...options,
    command: said(options.command),
    tests: said(options.tests),
    with: said(options.with),
    ownTests: said(options.ownTests),
    testWith: said(options.testWith),
    importOnly: said(options.importOnly),
  };
}

function isProject(text: string, project: NonNullable<Settings['project']>): boolean {
  const path = text.replace(/\[[^\]]*\]$/, '');
  if (resolve(project.cwd, path) === project.directory) {
    return true;
  }
  try {
    return parseRequirement(text).name === normaliseName(project.name ?? '');
  } catch (error) {
    if (error instanceof SpipError) {
      return false;
    }
    throw error;
  }
}
