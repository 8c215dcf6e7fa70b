import type { Given, Option, OptionSettings, OptionTable, Values } from './option.ts';

/** What holds: what the command line says, else the first of the settings that say it, else the default. */
export function settle<T extends OptionTable>(
  table: T,
  given: Given<T>,
  ...settings: readonly Partial<OptionSettings<T>>[]
): Values<T> {
  const said: Readonly<Record<string, unknown>> = given;
  const layers: readonly Readonly<Record<string, { readonly value: unknown } | undefined>>[] =
    settings;
  const values = Object.entries(table).map(([key, option]) => [
    key,
    said[key] ??
      layers.find((layer) => layer[key] !== undefined)?.[key]?.value ??
      defaultOf(option),
  ]);
  // Each value is what its option's `parse` gives, or its default.
  return Object.fromEntries(values) as Values<T>;
}

function defaultOf(option: Option): unknown {
  switch (option.takes) {
    case 'nothing':
      return false;
    case 'values':
      return [];
    case 'value':
      return option.default;
  }
}
