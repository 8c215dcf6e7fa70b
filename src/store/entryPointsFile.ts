import { readEntryName } from '../archive/entryPath.ts';
import type { Flaws } from '../archive/flaws.ts';
import type { EntryPoint } from '../model/storedWheel.ts';

export interface ScriptEntryPoints {
  readonly console: readonly EntryPoint[];
  readonly gui: readonly EntryPoint[];
}

/**
 * The scripts that `entry_points.txt` asks for (packaging.python.org, entry points), or the rule that one of them
 * breaks: a name must be a file name that does not replace the interpreter, a target `module:attribute`.
 */
export function parseEntryPoints(text: string, flaws: Flaws): ScriptEntryPoints | string {
  const groups = readGroups(text, flaws);
  if (typeof groups === 'string') {
    return groups;
  }
  const console = readGroup(groups.console_scripts, flaws);
  const gui = readGroup(groups.gui_scripts, flaws);
  if (typeof console === 'string') {
    return console;
  }
  if (typeof gui === 'string') {
    return gui;
  }
  return console.length + gui.length > mostScripts
    ? `it asks for more than ${mostScripts} scripts`
    : { console, gui };
}

/** Each becomes a file in each environment; real ones have up to some hundred. */
const mostScripts = 10_000;

type Group = Map<string, string>;

/** The lines of each section, or the rule that one of them breaks. */
function readGroups(
  text: string,
  flaws: Flaws,
): Readonly<Record<'console_scripts' | 'gui_scripts', Group>> | string {
  const groups = { console_scripts: new Map(), gui_scripts: new Map() };
  const sections = new Set<string>();
  let group: Group | undefined;
  for (const raw of text.split(/\r\n|\n|\r/)) {
    const line = raw.replaceAll(outerSpace, '');
    if (line === '' || line.startsWith('#') || line.startsWith(';')) {
      continue;
    }
    const section = /^\[(.*)\]$/.exec(line)?.[1]?.trim();
    if (section !== undefined) {
      if (sections.has(section)) {
        flaws.add('script-repeated');
      }
      sections.add(section);
      group =
        section === 'console_scripts' || section === 'gui_scripts' ? groups[section] : undefined;
      continue;
    }
    if (sections.size === 0) {
      flaws.add('script-sections');
      continue;
    }
    const equals = line.indexOf('=');
    if (equals === -1) {
      // What is indented may go on with the line above it.
      if (!/^\s/.test(raw)) {
        return `its line \`${line}\` has no \`=\``;
      }
      continue;
    }
    const rule = group && addPoint(group, line, flaws);
    if (rule !== undefined) {
      return rule;
    }
  }
  return groups;
}

/** A byte order mark is no space for Python, as it is for `trim`. */
const outerSpace = /^[^\S\uFEFF]+|[^\S\uFEFF]+$/g;

function addPoint(group: Group, line: string, flaws: Flaws): string | undefined {
  const equals = line.indexOf('=');
  const name = line.slice(0, equals).trim();
  const target = line.slice(equals + 1).trim();
  const earlier = group.get(name);
  group.set(name, target);
  if (earlier === undefined) {
    return undefined;
  }
  flaws.add('script-repeated', name);
  return earlier === target ? undefined : `its script \`${name}\` has two targets`;
}

function readGroup(
  group: ReadonlyMap<string, string>,
  flaws: Flaws,
): readonly EntryPoint[] | string {
  const points: EntryPoint[] = [];
  for (const [name, target] of group) {
    const [, module, attribute] = targetPattern.exec(target) ?? [];
    if (!isScriptName(name)) {
      return `its script name \`${name}\` is no file name`;
    }
    if (isInterpreterName(name)) {
      return `its script \`${name}\` would replace the interpreter`;
    }
    if (module === undefined || attribute === undefined) {
      return `its script \`${name}\` points to \`${target}\` where \`module:attribute\` is expected`;
    }
    if (name.includes('/')) {
      flaws.add('script-folder', name);
    }
    if (name.includes('\\')) {
      flaws.add('foreign-path', name);
    }
    if (target.includes('-')) {
      flaws.add('script-target', name);
    }
    points.push({ name, module, attribute });
  }
  return points;
}

/** `module:attribute`, both dotted names, then extras, which mean nothing any more. */
const targetPattern =
  /^([\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)*)\s*:\s*([\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)*)\s*(?:\[.*\])?$/u;

/** Whether it stays in the folder of scripts. */
function isScriptName(name: string): boolean {
  const read = readEntryName(name);
  return typeof read !== 'string' && read.path === name && name.length <= 200;
}

/** Whether a file of this name in the scripts folder would be taken for the Python of the environment. */
export function isInterpreterName(name: string): boolean {
  return /^(?:python|pypy)w?[0-9.]*t?(?:\.exe)?$/i.test(name);
}
