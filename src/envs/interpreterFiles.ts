import { dirname } from 'node:path/posix';
import type { EnvironmentFile, GeneratedContent } from '../model/environment.ts';
import type { Interpreter } from '../model/interpreter.ts';

/** Owner of everything that no wheel brings. */
const spipOwner = 'spip';

/** The files of a bare environment: the interpreter's names and what makes it one (PEP 405; Python 2.7 has no `pyvenv.cfg`). */
export function interpreterFiles(interpreter: Interpreter): readonly EnvironmentFile[] {
  const bin = interpreter.paths.scripts;
  const [name, ...aliases] = interpreterNames(interpreter);
  if (name === undefined) {
    return [];
  }
  return [
    ...(hasVenv(interpreter) ? venvFiles(interpreter) : linkedPrefixFiles(interpreter)),
    ...aliases.map((alias) =>
      generated(`${bin}/${alias}`, `link to ${name}`, { kind: 'link', target: name }),
    ),
  ];
}

/** Whether a path is the environment's own, so that no wheel may bring it; letter case does not make it free. */
export function isOwnedBySpip(path: string, interpreter: Interpreter): boolean {
  const lower = path.toLowerCase();
  if (lower === 'pyvenv.cfg' || lower === '.git' || lower.startsWith('.git/')) {
    return true;
  }
  const bin = `${interpreter.paths.scripts}/`;
  if (interpreterNames(interpreter).some((name) => lower === `${bin}${name}`)) {
    return true;
  }
  return (
    !hasVenv(interpreter) &&
    linkedFolders(interpreter).some((folder) => path.startsWith(`${folder}/`)) &&
    !path.startsWith(`${interpreter.paths.purelib}/`)
  );
}

/** For example `3.11`. */
function minorVersion(interpreter: Interpreter): string {
  return interpreter.version.split('.').slice(0, 2).join('.');
}

function hasVenv(interpreter: Interpreter): boolean {
  return !interpreter.version.startsWith('2.');
}

function venvFiles(interpreter: Interpreter): readonly EnvironmentFile[] {
  const text = [
    `home = ${dirname(interpreter.executable)}`,
    'include-system-site-packages = false',
    `version = ${interpreter.version}`,
    `executable = ${interpreter.executable}`,
    '',
  ].join('\n');
  return [
    generated('pyvenv.cfg', 'pyvenv.cfg', { kind: 'text', text }),
    generated(`${interpreter.paths.scripts}/python`, 'link to the base interpreter', {
      kind: 'link',
      target: interpreter.executable,
    }),
  ];
}

/**
 * Python 2.7 finds its prefix from where its executable really lies, so it gets a copy of that, and beside it folders
 * in which everything but `site-packages` is the base's: `lib/python2.7`, and `include/python2.7` for its compilers.
 */
function linkedPrefixFiles(interpreter: Interpreter): readonly EnvironmentFile[] {
  return [
    generated(`${interpreter.paths.scripts}/python`, 'copy of the base interpreter', {
      kind: 'copy',
      source: interpreter.executable,
    }),
    ...linkedFolders(interpreter).map((folder) =>
      generated(folder, `links to ${folder} of the base interpreter`, {
        kind: 'linked-folder',
        source: `${interpreter.basePrefix}/${folder}`,
        except: ['site-packages', 'dist-packages'],
      }),
    ),
  ];
}

/** The folders of the prefix in which Python 2.7 looks for its standard library and its headers. */
function linkedFolders(interpreter: Interpreter): readonly string[] {
  const name = `python${minorVersion(interpreter)}`;
  return [`lib/${name}`, `include/${name}`];
}

function interpreterNames(interpreter: Interpreter): readonly string[] {
  const minor = minorVersion(interpreter);
  const major = minor.split('.')[0] ?? '';
  const names = ['python', `python${major}`, `python${minor}`];
  if (interpreter.freeThreaded) {
    names.push(`python${minor}t`);
  }
  if (interpreter.implementation === 'pypy') {
    names.push('pypy', `pypy${major}`, `pypy${minor}`);
  }
  return names;
}

function generated(path: string, recipe: string, content: GeneratedContent): EnvironmentFile {
  const executable = content.kind === 'copy';
  return { kind: 'generated', path, recipe, content, executable, owner: spipOwner };
}
