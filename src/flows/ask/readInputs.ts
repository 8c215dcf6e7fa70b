import type { RequirementsFlags } from '../../config/requirementsLayer.ts';
import { nearestTomlFile, subTable } from '../../config/tomlFile.ts';
import { parseAt } from '../../lib/parseAt.ts';
import { SpipError } from '../../lib/spipError.ts';
import type { Context } from '../../model/context.ts';
import type { ResolutionOptions } from '../../options/resolutionOptions.ts';
import { dependencyGroup } from '../../pep/dependencyGroups.ts';
import { normaliseName } from '../../pep/names.ts';
import type { Requirement } from '../../pep/requirement.ts';
import { parseRequirement } from '../../pep/requirement.ts';
import { parseRequirementsFile } from '../../pep/requirementsFile.ts';
import type { RequirementsEntry } from '../../pep/requirementsFile.ts';
import { findLinksPlace, locateInput, readInput } from './inputFile.ts';
import type { InputFile } from './inputFile.ts';

/** A requirement as it was written, and where. */
export interface InputLine {
  readonly text: string;
  /** `file:line`; `undefined` for the command line. */
  readonly origin: string | undefined;
  /** Lower-case hex sha256 of the files that may be chosen; empty: any. */
  readonly hashes: readonly string[];
  /** What records show in its place. */
  readonly shown?: string | undefined;
}

/** A requirement with the files that may be chosen for it. */
export interface HashedRequirement {
  readonly requirement: Requirement;
  readonly hashes: readonly string[];
}

/** All that the command line and its files ask for. */
export interface Inputs {
  /** Those of the command line first. */
  readonly requirements: readonly InputLine[];
  readonly constraints: readonly HashedRequirement[];
  /** Constraints that are direct references: what they lead to stands in the place of all that the indexes have. */
  readonly sources: readonly InputLine[];
  readonly overrides: readonly HashedRequirement[];
  /** Whether every file of a set must have a listed hash. */
  readonly requireHashes: boolean;
  readonly pre: boolean;
  /** Normalised names, `:all:` or `:none:`. */
  readonly onlyBinary: readonly string[];
  readonly noBinary: readonly string[];
  /** What the files say about the index; `undefined`: nothing. */
  readonly index: RequirementsFlags | undefined;
}

export interface InputContext extends Pick<Context, 'cwd' | 'env'> {
  /** Reads a file of requirements that lies elsewhere, by its http or https URL. */
  readonly fetchText: (url: string) => Promise<string>;
}

/**
 * Reads requirements, constraints and overrides, nested files included; a file is read once in each role.
 *
 * @throws SpipError `not-found`, `invalid-requirement` with file and line
 */
export async function readInputs(
  given: { readonly requirements: readonly string[]; readonly resolution: ResolutionOptions },
  context: InputContext,
): Promise<Inputs> {
  const reader = new InputReader(context);
  const { requirementFiles, constraintFiles, overrideFiles, groups } = given.resolution;
  for (const path of requirementFiles) {
    await reader.read(path, 'requirements');
  }
  for (const path of constraintFiles) {
    await reader.read(path, 'constraints');
  }
  for (const path of overrideFiles) {
    await reader.read(path, 'overrides');
  }
  const operands = given.requirements.map((text) => ({ text, origin: undefined, hashes: [] }));
  return reader.inputs([...operands, ...(await readGroups(groups, context.cwd))]);
}

/** The requirements of dependency groups, from the nearest `pyproject.toml`. */
async function readGroups(names: readonly string[], cwd: string): Promise<readonly InputLine[]> {
  const project = names.length === 0 ? undefined : await nearestTomlFile('pyproject.toml', cwd);
  if (names.length > 0 && project === undefined) {
    throw new SpipError('not-found', 'Failed to find a `pyproject.toml` for `--group`', {
      hint: `looked for it in \`${cwd}\` and above`,
    });
  }
  const table = subTable(project?.table, 'dependency-groups') ?? {};
  return names.flatMap((name) =>
    dependencyGroup(table, name).map((text) => ({
      text,
      origin: `pyproject.toml, dependency group ${name}`,
      hashes: [],
    })),
  );
}

/** The requirement of a line; a malformed one names its place. */
export function parseInput({ text, origin, shown }: Omit<InputLine, 'hashes'>): Requirement {
  const requirement = parseAt({ place: origin }, () => parseRequirement(text));
  return shown === undefined ? requirement : { ...requirement, text: shown };
}

type Role = 'requirements' | 'constraints' | 'overrides';

interface Source {
  readonly role: Role;
  readonly file: InputFile;
}

class InputReader {
  readonly #context: InputContext;
  readonly #read = new Set<string>();
  readonly #lines: InputLine[] = [];
  readonly #held = {
    constraints: new Array<HashedRequirement>(),
    sources: new Array<InputLine>(),
    overrides: new Array<HashedRequirement>(),
  };
  readonly #flags = new Set<'pre' | 'require-hashes' | 'no-index'>();
  readonly #lists = {
    'extra-index-url': new Array<string>(),
    'find-links': new Array<string>(),
    'trusted-host': new Array<string>(),
    'only-binary': new Array<string>(),
    'no-binary': new Array<string>(),
  };
  #indexUrl: string | undefined;
  /** The first file that says something about the index. */
  #indexSource: string | undefined;

  constructor(context: InputContext) {
    this.#context = context;
  }

  /** `from` is the file that names this one. */
  async read(path: string, role: Role, from?: Source): Promise<void> {
    const { cwd, env, fetchText } = this.#context;
    const file = locateInput(path, { from: from?.file, cwd });
    const key = `${role} ${file.place}`;
    if (this.#read.has(key)) {
      return;
    }
    this.#read.add(key);
    const text = await readInput(file, from?.file, fetchText);
    const entries = parseRequirementsFile(text, {
      path: file.shown,
      variable: (name) => env[name],
    });
    for (const entry of entries) {
      await this.#take(entry, { role, file });
    }
  }

  inputs(operands: readonly InputLine[]): Inputs {
    const names = (list: readonly string[]): readonly string[] =>
      list.flatMap((value) => value.split(',')).map(nameOrAll);
    return {
      requirements: [...operands, ...this.#lines],
      ...this.#held,
      requireHashes: this.#flags.has('require-hashes'),
      pre: this.#flags.has('pre'),
      onlyBinary: names(this.#lists['only-binary']),
      noBinary: names(this.#lists['no-binary']),
      index:
        this.#indexSource === undefined
          ? undefined
          : {
              source: this.#indexSource,
              indexUrl: this.#indexUrl,
              noIndex: this.#flags.has('no-index'),
              extraIndexUrls: this.#lists['extra-index-url'],
              findLinks: this.#lists['find-links'],
              trustedHosts: this.#lists['trusted-host'],
            },
    };
  }

  async #take(entry: RequirementsEntry, source: Source): Promise<void> {
    const origin = `${source.file.shown}:${entry.line}`;
    switch (entry.kind) {
      case 'requirements':
        // What a constraints file includes constrains as well: pip alone installs it.
        return this.read(entry.path, source.role, source);
      case 'constraints':
        return this.read(entry.path, 'constraints', source);
      case 'option':
        return this.#takeOption(entry, source);
      case 'requirement':
        if (source.role === 'requirements') {
          this.#lines.push({ text: entry.text, origin, hashes: entry.hashes });
        } else {
          const line = { text: entry.text, origin, hashes: entry.hashes };
          const held = heldRequirement(line, source.role);
          if (held.requirement.url === undefined) {
            this.#held[source.role].push(held);
          } else {
            this.#held.sources.push(line);
          }
        }
    }
  }

  async #takeOption(
    { name, value }: Extract<RequirementsEntry, { kind: 'option' }>,
    { file }: Source,
  ): Promise<void> {
    switch (name) {
      case 'pre':
      case 'require-hashes':
        this.#flags.add(name);
        return;
      case 'only-binary':
      case 'no-binary':
        this.#lists[name].push(value);
        return;
      case 'no-index':
        this.#flags.add(name);
        break;
      case 'index-url':
        this.#indexUrl = value;
        break;
      case 'find-links':
        this.#lists[name].push(await findLinksPlace(value, file));
        break;
      default:
        this.#lists[name].push(value);
    }
    this.#indexSource ??= file.shown;
  }
}

function nameOrAll(name: string): string {
  const text = name.trim();
  return text === ':all:' || text === ':none:' ? text : normaliseName(text);
}

function heldRequirement(
  line: Pick<InputLine, 'text' | 'origin' | 'hashes'>,
  role: 'constraints' | 'overrides',
): HashedRequirement {
  const requirement = parseInput(line);
  const place = `in \`${line.origin ?? ''}\``;
  if (role === 'constraints' && requirement.extras.length > 0) {
    throw new SpipError(
      'invalid-requirement',
      `Expected a constraint without extras, found \`${line.text}\`, ${place}`,
    );
  }
  if (role === 'overrides' && requirement.url !== undefined) {
    throw new SpipError(
      'invalid-requirement',
      `Expected versions, found a direct reference \`${requirement.name} @\`, ${place}`,
      { hint: 'ask for it as a requirement: then nothing else is taken for that package' },
    );
  }
  return { requirement, hashes: line.hashes };
}
