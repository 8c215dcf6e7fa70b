import type { Sourced } from '../model/settings.ts';
import type { Option, OptionSettings, OptionTable, Origin, RawValue } from './option.ts';
import { parseValue } from './parseValue.ts';

/** Where settings of options are found. */
export interface SettingPlaces {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where relative paths of variables start. */
  readonly cwd: string;
  /** `[tool.spip]` of the project. */
  readonly project: ProjectSettings | undefined;
}

export interface ProjectSettings {
  /** Where its relative paths start. */
  readonly base: string;
  get(name: string): Sourced<RawValue> | undefined;
}

/**
 * What `SPIP_*` says about the options of a table, and then `[tool.spip]`.
 *
 * @throws SpipError `invalid-settings` naming source, rule and value
 */
export function readSettings<T extends OptionTable>(
  table: T,
  places: SettingPlaces,
): OptionSettings<T> {
  const found = Object.entries(table)
    .filter(([, { setting }]) => setting === true)
    .map(([key, option]) => [key, read(option, places)]);
  // Each value is what its option's `parse` gives.
  return Object.fromEntries(found) as OptionSettings<T>;
}

/** What may stand in `[tool.spip]` for the options of a table. */
export function settingNames(table: OptionTable): readonly string[] {
  return Object.values(table)
    .filter(({ setting }) => setting !== undefined)
    .map(({ name }) => name);
}

/** `fail-fast` is `SPIP_FAIL_FAST`. */
export function variableOf(name: string): string {
  return `SPIP_${name.toUpperCase().replaceAll(/[-.]/g, '_')}`;
}

function read(option: Option, places: SettingPlaces): Sourced<unknown> | undefined {
  const found = find(option.name, places);
  if (found === undefined) {
    return undefined;
  }
  const { raw, origin } = found;
  return { value: valueOf(option, raw, origin), source: origin.source };
}

function find(
  name: string,
  { env, cwd, project }: SettingPlaces,
): { readonly raw: RawValue; readonly origin: Origin } | undefined {
  const source = variableOf(name);
  const text = env[source]?.trim() ?? '';
  if (text !== '') {
    return { raw: text, origin: { kind: 'setting', source, base: cwd } };
  }
  const set = project?.get(name);
  return project === undefined || set === undefined
    ? undefined
    : { raw: set.value, origin: { kind: 'setting', source: set.source, base: project.base } };
}

function valueOf(option: Option, raw: RawValue, origin: Origin): unknown {
  switch (option.takes) {
    case 'nothing':
      return parseValue.flag(raw, origin);
    case 'value':
      return option.parse(raw, origin);
    case 'values':
      return option.parse(parseValue.list(raw, origin), origin);
  }
}
