import type { TomlTable } from '../lib/tomlTable.ts';
import type { IndexSettings, Places, PythonSources, Sourced } from '../model/settings.ts';
import type { OptionSettings } from '../options/option.ts';
import type { settingTable } from '../options/optionTable.ts';
import type { TestSettings } from '../options/testOptions.ts';

/** All settings of one invocation. */
export interface Settings {
  readonly places: Places;
  /** Whether others may write to the cache. */
  readonly sharedCache: boolean;
  /** The most bytes that the cache may keep; `undefined`: no limit. */
  readonly cacheLimit: Sourced<number> | undefined;
  readonly index: IndexSettings;
  readonly pythons: PythonSources;
  /** What `SPIP_*` and `[tool.spip]` say about options; the command line comes before it. */
  readonly options: OptionSettings<typeof settingTable>;
  /** What `SPIP_*` and `[tool.spip.test]` say about `spip test`. */
  readonly test: TestSettings;
  /** `[tool.spip.own-tests.packages]`: what the user says of the tests of packages, by their names as written. */
  readonly ownTests: TomlTable;
  /** Files that were read, in the order of their precedence, for `-v`. */
  readonly files: readonly string[];
}
