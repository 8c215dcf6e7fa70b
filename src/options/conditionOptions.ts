import { resolve } from 'node:path';
import type { OptionTable, Origin, RawValue } from './option.ts';
import { parseValue } from './parseValue.ts';
import { refuse } from './refuse.ts';

/** Under which conditions cells run: their limits, and what they have of the machine. */
export const conditionOptions = {
  timeout: {
    name: 'timeout',
    takes: 'value',
    placeholder: 'S',
    parse: parseValue.seconds,
    setting: true,
    help: 'Seconds for the script or command [600], and for the import of each module [120]',
  },
  silenceTimeout: {
    name: 'silence-timeout',
    takes: 'value',
    placeholder: 'S',
    parse: parseValue.seconds,
    setting: true,
    help: 'Seconds that a step may run without a word in its log [as long as it may run]',
  },
  maxMemory: {
    name: 'max-memory',
    takes: 'value',
    placeholder: 'SIZE',
    parse: memory,
    setting: true,
    help: 'Memory that all processes of a cell may have together [8 GB, or three quarters of the machine’s]',
  },
  maxProcesses: {
    name: 'max-processes',
    takes: 'value',
    placeholder: 'N',
    parse: processes,
    setting: true,
    help: 'Processes and threads that a cell may have at a time [2000]',
  },
  maxOutput: {
    name: 'max-output',
    takes: 'value',
    placeholder: 'SIZE',
    parse: parseValue.bytes,
    setting: true,
    help: 'What a step may write to its log [50 MB]',
  },
  maxDisk: {
    name: 'max-disk',
    takes: 'value',
    placeholder: 'SIZE',
    parse: parseValue.bytes,
    setting: true,
    help: 'What a step may write to its folders [10 GB, or half of what is free]',
  },
  network: {
    name: 'network',
    takes: 'value',
    placeholder: 'WHICH',
    parse: parseValue.choice('none', 'loopback', 'host'),
    setting: true,
    help: 'What cells have in the sandbox: none, loopback (of their own), host (that of this machine) [loopback]',
  },
  passEnv: {
    name: 'pass-env',
    takes: 'values',
    placeholder: 'NAME',
    parse: variableNames,
    setting: true,
    help: 'Pass this variable on to what cells run (repeatable)',
  },
  env: {
    name: 'env',
    takes: 'values',
    placeholder: 'NAME=VALUE',
    parse: variableValues,
    setting: true,
    help: 'Set this variable for what cells run (repeatable)',
  },
  mounts: {
    name: 'mount',
    takes: 'values',
    placeholder: 'PATH',
    parse: (texts, { base }) => texts.map((path) => resolve(base, path)),
    setting: true,
    help: 'Show this file or folder in the sandbox, read-only, under its own path (repeatable)',
  },
} as const satisfies OptionTable;

/** Those that spip's own work rests on. */
const reserved = new Set([
  'PATH',
  'HOME',
  'TMPDIR',
  'VIRTUAL_ENV',
  'PYTHONHOME',
  'SPIP_CELL',
  'GIT_CEILING_DIRECTORIES',
]);

function variableNames(texts: readonly string[], origin: Origin): readonly string[] {
  for (const name of texts) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      refuse(name, 'the name of a variable', origin);
    }
    if (reserved.has(name)) {
      refuse(name, 'a variable that spip does not need itself', origin);
    }
  }
  return texts;
}

function variableValues(
  texts: readonly string[],
  origin: Origin,
): readonly { readonly name: string; readonly value: string }[] {
  return texts.map((text) => {
    const [name = '', ...value] = text.split('=');
    if (value.length === 0) {
      // Without what might be a secret that was pasted in the wrong place.
      refuse('...', 'written NAME=VALUE', origin);
    }
    variableNames([name], origin);
    return { name, value: value.join('=') };
  });
}

/** Less than any Python takes to start: that would say nothing of a release. */
const leastMemory = 16_000_000;
/** What supervises a step, and its Python. */
const leastProcesses = 2;

function memory(raw: RawValue, origin: Origin): number {
  const bytes = parseValue.bytes(raw, origin);
  return bytes >= leastMemory
    ? bytes
    : refuse(raw, 'at least `16 MB`, which a Python takes to start', origin);
}

function processes(raw: RawValue, origin: Origin): number {
  const count = parseValue.count(raw, origin);
  return count >= leastProcesses
    ? count
    : refuse(raw, 'at least `2`, which a Python takes to start', origin);
}
