import type { EntryPoint } from '../model/storedWheel.ts';

export interface ScriptEntryPoints {
  readonly console: readonly EntryPoint[];
  readonly gui: readonly EntryPoint[];
}

/**
 * The scripts that `entry_points.txt` asks for (packaging.python.org, entry points), or the rule that one of them
 * breaks: a name must be a plain file name that does not replace the interpreter, a target `module:attribute`.
 */
export function parseEntryPoints(text: string): ScriptEntryPoints | string {
  const groups = {
    console_scripts: new Map<string, string>(),
    gui_scripts: new Map<string, string>(),
  };
  let group: Map<string, string> | undefined;
  for (const raw of text.split(/\r\n|\n|\r/)) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) {
      continue;
    }
    const section = /^\[(.*)\]$/.exec(line)?.[1]?.trim();
    if (section !== undefined) {
      group =
        section === 'console_scripts' || section === 'gui_scripts' ? groups[section] : undefined;
      continue;
    }
    const equals = line.indexOf('=');
    if (group === undefined || equals === -1) {
      continue;
    }
    group.set(line.slice(0, equals).trim(), line.slice(equals + 1).trim());
  }
  const console = readGroup(groups.console_scripts);
  const gui = readGroup(groups.gui_scripts);
  return typeof console === 'string' ? console : typeof gui === 'string' ? gui : { console, gui };
}

function readGroup(group: ReadonlyMap<string, string>): readonly EntryPoint[] | string {
  const points: EntryPoint[] = [];
  for (const [name, target] of group) {
    const [, module, attribute] = targetPattern.exec(target) ?? [];
    if (!isScriptName(name)) {
      return `its script name \`${name}\` is no plain file name`;
    }
    if (isInterpreterName(name)) {
      return `its script \`${name}\` would replace the interpreter`;
    }
    if (module === undefined || attribute === undefined) {
      return `its script \`${name}\` points to \`${target}\` where \`module:attribute\` is expected`;
    }
    points.push({ name, module, attribute });
  }
  return points;
}

/** `module:attribute`, both dotted identifiers, then extras, which mean nothing any more. */
const targetPattern =
  /^([\p{L}\p{N}_]+(?:\.[\p{L}\p{N}_]+)*)\s*:\s*([\p{L}\p{N}_]+(?:\.[\p{L}\p{N}_]+)*)\s*(?:\[.*\])?$/u;

function isScriptName(name: string): boolean {
  return (
    name !== '' &&
    name !== '.' &&
    name !== '..' &&
    !/[/\\]|\p{Cc}/u.test(name) &&
    name.length <= 200
  );
}

/** Whether a file of this name in the scripts folder would be taken for the Python of the environment. */
export function isInterpreterName(name: string): boolean {
  return /^(?:python|pypy)w?[0-9.]*t?(?:\.exe)?$/i.test(name);
}
