// The import law as one table. `npm run check:law` holds the linter's settings against it; `-- --write` renews them.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Room {
  /** Rooms that its files may import from, besides each other. */
  readonly may: readonly string[];
  /** What to do instead, for whoever breaks it. */
  readonly message: string;
}

const libs = ['lib', 'lib/files', 'lib/urls'] as const;
const bases = [
  'model',
  'pep',
  ...libs,
  'archive',
  'process',
  'process/isolation',
  'process/usage',
  'cache',
  'journal',
] as const;
const stages = [
  'config',
  'index',
  'pythons',
  'resolve',
  'store',
  'build',
  'ledger',
  'envs',
  'owntests',
  'testrun',
  'schedule',
  'results',
  'report',
] as const;

const stage: Room = {
  may: bases,
  message:
    'A stage imports only model, pep, lib, archive, process, cache and journal; pass what else it needs in from flows/ (docs/architecture.md, Import law)',
};

/** Rooms of flows/, each of which may import from those behind it, and from every stage and base. */
const flows = {
  jobs: ['again', 'cell', 'plan', 'checkout', 'suites', 'sets', 'trees', 'ask', 'bytecode', 'run'],
  again: ['cell', 'checkout', 'suites', 'sets', 'trees', 'ask', 'bytecode', 'run'],
  cell: ['checkout', 'suites', 'sets', 'trees', 'ask', 'bytecode', 'run'],
  plan: ['sets', 'trees', 'ask', 'bytecode', 'run'],
  checkout: ['suites', 'sets', 'trees', 'ask', 'bytecode', 'run'],
  suites: ['sets', 'trees', 'ask', 'bytecode', 'run'],
  sets: ['trees', 'ask', 'bytecode', 'run'],
  ask: ['run'],
  bytecode: ['run'],
  trees: [],
  run: [],
} as const;

/** Every folder of src/ by its path in it: a folder that is missing here fails the check. */
export const rooms: Readonly<Record<string, Room>> = {
  lib: { may: [], message: 'lib/ holds generic tools: it imports nothing of spip' },
  'lib/files': { may: ['lib'], message: 'lib/files imports only lib' },
  'lib/urls': { may: ['lib'], message: 'lib/urls imports only lib' },
  pep: { may: ['lib', 'lib/urls'], message: 'pep/ is pure: it imports only lib' },
  model: {
    may: ['pep', ...libs],
    message: 'model/ is plain data: it imports only pep and lib',
  },
  archive: {
    may: [...libs, 'model'],
    message: 'archive/ reads zip and tar: it imports only lib and model',
  },
  process: { may: [...libs, 'model'], message: 'process/ imports only lib and model' },
  'process/isolation': {
    may: [...libs, 'model'],
    message: 'process/isolation imports only lib and model',
  },
  'process/usage': {
    may: [...libs, 'model'],
    message: 'process/usage imports only lib and model',
  },
  cache: { may: [...libs, 'model'], message: 'cache/ imports only lib and model' },
  journal: {
    may: [...libs, 'model', 'process', 'cache'],
    message: 'journal/ imports only lib, model, process and cache',
  },
  options: {
    may: [...libs, 'pep', 'model'],
    message: 'options/ declares and reads options: it imports only lib, pep and model',
  },
  ...Object.fromEntries(stages.map((name) => [name, stage])),
  'pythons/provision': {
    may: ['pythons', ...bases],
    message: 'pythons/provision installs Pythons: it imports only bases and pythons',
  },
  'index/http': {
    may: bases,
    message: 'index/http speaks to servers: it imports only bases',
  },
  'testrun/evidence': {
    may: ['testrun', ...bases],
    message: 'evidence of what ran imports only bases and what testrun/ plans',
  },
  'testrun/runners': {
    may: ['testrun', ...bases],
    message: 'runners of tests import only bases and what testrun/ plans',
  },
  'testrun/steps': {
    may: ['testrun', 'testrun/evidence', 'testrun/runners', ...bases],
    message: 'a step imports only bases, other steps, evidence, runners and what testrun/ plans',
  },
  'testrun/driver': {
    may: ['testrun', 'testrun/evidence', 'testrun/steps', ...bases],
    message: 'the driver imports only bases, steps, evidence and what testrun/ plans',
  },
  'report/live': {
    may: ['report', 'report/text', ...bases],
    message: 'report/live draws on terminals: it imports only bases, report and report/text',
  },
  'report/json': {
    may: ['report', ...bases],
    message: 'report/json writes for programs: it imports only bases and report',
  },
  'report/formats': {
    may: ['report', ...bases],
    message: 'report/formats makes files of a run: it imports only bases and report',
  },
  'report/html': {
    may: ['report', 'report/text', ...bases],
    message: 'report/html writes the page: it imports only bases, report and report/text',
  },
  'report/serve': {
    may: ['report', 'report/html', ...bases],
    message: 'report/serve serves the page: it imports only bases, report and report/html',
  },
  page: {
    may: ['report', 'report/html'],
    message:
      'page/ runs in browsers: it imports the data of the page (report/html) and texts for people (report)',
  },
  'report/text': {
    may: ['report', ...bases],
    message: 'report/text writes for people: it imports only bases and report',
  },
  config: {
    may: [...bases, 'options'],
    message: 'config/ reads all settings: it imports only options and what stages may import',
  },
  ...Object.fromEntries(
    Object.entries(flows).map(([name, behind]): [string, Room] => [
      `flows/${name}`,
      {
        may: [
          ...behind.map((other) => `flows/${other}`),
          'options',
          ...stages,
          'pythons/provision',
          'testrun/evidence',
          ...bases,
        ],
        message: `flows/${name} imports ${['options, stages and bases', ...behind.map((other) => `flows/${other}`)].join(', ')}: never upward (docs/architecture.md, Import law)`,
      },
    ]),
  ),
  'commands/completion': {
    may: ['options', 'lib'],
    message: 'commands/completion writes scripts of shells: it imports only options and lib',
  },
  commands: {
    may: [
      'commands/completion',
      'flows/jobs',
      'options',
      'model',
      'pep',
      ...libs,
      'config',
      'report',
      'report/text',
      'report/json',
      'report/formats',
      'report/html',
      'report/serve',
      'results',
    ],
    message: 'commands know options, the jobs of flows/, config, report and results',
  },
};

/** How an import in one room names the files of another. */
export function importPath(from: string, to: string): string {
  const [a, b] = [from.split('/'), to.split('/')];
  const shared = a.length > 1 && a[0] === b[0] ? 1 : 0;
  return [...a.slice(shared).map(() => '..'), ...b.slice(shared)].join('/');
}

function overrideOf([room, { may, message }]: readonly [string, Room]): object {
  const group = [
    '../**',
    ...may.map((other) => `!${importPath(room, other)}/*`),
    './../**',
    './../../**',
  ];
  const rule = ['error', { patterns: [{ group, message }] }];
  return { files: [`src/${room}/*.ts`], rules: { 'no-restricted-imports': rule } };
}

interface Override {
  readonly rules: Readonly<Record<string, unknown>>;
}

function roomsOnDisk(folder: string, prefix = ''): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? [
          `${prefix}${entry.name}`,
          ...roomsOnDisk(join(folder, entry.name), `${prefix}${entry.name}/`),
        ]
      : [],
  );
}

function check(): void {
  const root = join(import.meta.dirname, '..');
  const path = join(root, '.oxlintrc.json');
  const config = JSON.parse(readFileSync(path, 'utf8')) as { overrides: readonly Override[] };
  const others = config.overrides.filter(({ rules }) => !('no-restricted-imports' in rules));
  const lawful = { ...config, overrides: [...Object.entries(rooms).map(overrideOf), ...others] };
  if (process.argv.includes('--write')) {
    writeFileSync(path, `${JSON.stringify(lawful, undefined, 2)}\n`);
    execFileSync(join(root, 'node_modules/.bin/oxfmt'), [path]);
    return;
  }
  // A folder that holds only other folders has no files to hold to a law.
  const lawless = roomsOnDisk(join(root, 'src')).filter(
    (room) => !(room in rooms) && !Object.keys(rooms).some((name) => name.startsWith(`${room}/`)),
  );
  const problems = [
    ...lawless.map((room) => `src/${room} has no law: add it to scripts/importLaw.ts`),
    ...(JSON.stringify(config) === JSON.stringify(lawful)
      ? []
      : ['.oxlintrc.json is not what the table gives: `npm run check:law -- --write`']),
  ];
  problems.forEach((problem) => console.log(problem));
  process.exitCode = problems.length === 0 ? 0 : 1;
}

if (process.argv[1] === import.meta.filename) {
  check();
}
