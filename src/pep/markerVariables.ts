import type { MarkerEnvironment } from './markerEnvironment.ts';

/** `extras` and `dependency_groups` stand in lock files (PEP 751). */
export type MarkerVariable = keyof MarkerEnvironment | 'extra' | 'extras' | 'dependency_groups';

/** By spelling, old ones included. */
export const markerVariables: ReadonlyMap<string, MarkerVariable> = new Map<string, MarkerVariable>(
  [
    ['implementation_name', 'implementation_name'],
    ['implementation_version', 'implementation_version'],
    ['os_name', 'os_name'],
    ['os.name', 'os_name'],
    ['platform_machine', 'platform_machine'],
    ['platform.machine', 'platform_machine'],
    ['platform_python_implementation', 'platform_python_implementation'],
    ['platform.python_implementation', 'platform_python_implementation'],
    ['python_implementation', 'platform_python_implementation'],
    ['platform_release', 'platform_release'],
    ['platform_system', 'platform_system'],
    ['platform_version', 'platform_version'],
    ['platform.version', 'platform_version'],
    ['python_full_version', 'python_full_version'],
    ['python_version', 'python_version'],
    ['sys_platform', 'sys_platform'],
    ['sys.platform', 'sys_platform'],
    ['extra', 'extra'],
    ['extras', 'extras'],
    ['dependency_groups', 'dependency_groups'],
  ],
);

/** What holds a version. */
export const versionVariables: ReadonlySet<string> = new Set([
  'implementation_version',
  'platform_release',
  'python_full_version',
  'python_version',
]);
