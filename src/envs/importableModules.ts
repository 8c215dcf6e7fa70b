import { readFile } from 'node:fs/promises';
import { OncePerObject } from '../lib/oncePerObject.ts';
import type { StoredFile, StoredWheel } from '../model/storedWheel.ts';
import { moduleName, pathInSitePackages } from '../pep/wheelModule.ts';

/**
 * The public top-level modules that a wheel installs, as dotted names, sorted: found from its files, never from its name.
 * Private ones (leading underscore) are left out, and those of tests and documents unless there are no others. In a folder
 * without `__init__` and in a namespace package of pkgutil or pkg_resources the first modules below count:
 * `google.protobuf`, `zope.interface`. Empty: the wheel installs no module.
 */
export function importableModules(wheel: StoredWheel): Promise<readonly string[]> {
  return known.get(wheel, () => findModules(wheel));
}

const known = new OncePerObject<StoredWheel, readonly string[]>();

async function findModules(wheel: StoredWheel): Promise<readonly string[]> {
  const root = newFolder();
  for (const file of wheel.files) {
    const path = pathInSitePackages(file.path);
    if (path !== undefined) {
      add(root, path.split('/'), file);
    }
  }
  return (await modulesBelow(root, '', wheel)).toSorted();
}

const secondary: ReadonlySet<string> = new Set(['tests', 'test', 'docs', 'examples', 'conftest']);

interface Folder {
  readonly folders: Map<string, Folder>;
  readonly files: Map<string, StoredFile>;
}

function newFolder(): Folder {
  return { folders: new Map(), files: new Map() };
}

function add(folder: Folder, [name = '', ...rest]: readonly string[], file: StoredFile): void {
  if (rest.length === 0) {
    folder.files.set(name, file);
    return;
  }
  const inner = folder.folders.get(name) ?? newFolder();
  folder.folders.set(name, inner);
  add(inner, rest, file);
}

async function modulesBelow(
  folder: Folder,
  parent: string,
  wheel: StoredWheel,
): Promise<readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const [name, file] of folder.files) {
    const module = await moduleOfFile(name, file, wheel);
    if (module !== undefined && isPublic(module)) {
      found.set(module, [parent + module]);
    }
  }
  for (const [name, inner] of folder.folders) {
    if (isPublic(name)) {
      const modules = await modulesOfFolder(inner, parent + name, wheel);
      if (modules.length > 0) {
        found.set(name, modules);
      }
    }
  }
  const primary = [...found.keys()].filter((name) => !secondary.has(name));
  const chosen = primary.length > 0 ? primary : [...found.keys()];
  return chosen.flatMap((name) => found.get(name) ?? []);
}

/** The package itself, or what a namespace holds. */
async function modulesOfFolder(
  folder: Folder,
  name: string,
  wheel: StoredWheel,
): Promise<readonly string[]> {
  const init = [...folder.files].find(([file]) => moduleName(file) === '__init__');
  if (init === undefined) {
    return await modulesBelow(folder, `${name}.`, wheel);
  }
  if (!(await isNamespace(init[1], wheel))) {
    return [name];
  }
  const below = await modulesBelow(folder, `${name}.`, wheel);
  return below.length > 0 ? below : [name];
}

async function moduleOfFile(
  name: string,
  file: StoredFile,
  wheel: StoredWheel,
): Promise<string | undefined> {
  const module = moduleName(name);
  if (module === undefined || module === '__init__') {
    return undefined;
  }
  // `x.so` may as well be a library that some extension links to.
  return name === `${module}.so` && !(await isExtension(module, file, wheel)) ? undefined : module;
}

function isPublic(name: string): boolean {
  return /^[\p{L}\p{Nl}][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*$/u.test(name);
}

async function isExtension(module: string, file: StoredFile, wheel: StoredWheel): Promise<boolean> {
  const bytes = await readFile(`${wheel.root}/${file.path}`);
  // The name of its initialising function, for Python 3 and 2.
  return bytes.includes(`PyInit_${module}\0`) || bytes.includes(`\0init${module}\0`);
}

async function isNamespace(init: StoredFile, wheel: StoredWheel): Promise<boolean> {
  // Such a file holds little but the call.
  if (init.size > 4096 || !init.path.endsWith('.py')) {
    return false;
  }
  const text = await readFile(`${wheel.root}/${init.path}`, 'utf8');
  return /\bextend_path\s*\(\s*__path__|\bdeclare_namespace\s*\(\s*__name__/.test(text);
}
