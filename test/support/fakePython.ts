import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** How a made-up interpreter behaves when it is started. */
export type FakePythonSpec =
  /** Answers spip's probe. */
  | { readonly answer: FakeAnswer }
  /** Prints something and exits. */
  | {
      readonly prints: string;
      readonly complains?: string | undefined;
      readonly status?: number | undefined;
    }
  /** Ends itself by a signal, for example `SEGV`. */
  | { readonly signal: string; readonly complains?: string | undefined }
  /** Starts a child that holds its output, and waits for ever. */
  | { readonly hangs: true };

export interface FakeAnswer {
  /** For example `3.12.1`, `3.14.0rc1`. */
  readonly version: string;
  readonly implementation?: 'cpython' | 'pypy' | 'graalpy' | undefined;
  readonly freeThreaded?: boolean | undefined;
  readonly debug?: boolean | undefined;
  /** What the probe calls its executable; the fake itself unless given. */
  readonly executable?: string | undefined;
  /** Any field of the probe's answer by its own name, last. */
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
}

/** Writes an executable that behaves so; each start is counted. It is a shell script, as wrappers of Python are. */
export async function writeFakePython(path: string, spec: FakePythonSpec): Promise<string> {
  const lines = ['#!/bin/sh', `echo started >>'${path}.starts'`, ...behaviour(path, spec)];
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${lines.join('\n')}\n`);
  await chmod(path, 0o755);
  return path;
}

/** How often a fake was started. */
export async function countStarts(path: string): Promise<number> {
  const text = await readFile(`${path}.starts`, 'utf8').catch(() => '');
  return text.split('\n').length - 1;
}

/** Process id of the child that a hanging fake left. */
export async function readHungPid(path: string): Promise<number> {
  return Number(await readFile(`${path}.pid`, 'utf8'));
}

/** What an interpreter would answer to spip's probe. */
export function probeAnswer(answer: FakeAnswer, executable: string): Record<string, unknown> {
  const { implementation = 'cpython' } = answer;
  const [, major = '', minor = '', micro = '', pre, serial = '0'] =
    /^(\d+)\.(\d+)\.(\d+)(?:(a|b|rc)(\d+))?$/.exec(answer.version) ?? [];
  const levels: Readonly<Record<string, string>> = { a: 'alpha', b: 'beta', rc: 'candidate' };
  const flags = `${answer.freeThreaded === true ? 't' : ''}${answer.debug === true ? 'd' : ''}`;
  const short = `${major}${minor}`;
  const library = `lib/python${major}.${minor}`;
  return {
    spip: 1,
    executable: answer.executable ?? executable,
    version_info: [
      Number(major),
      Number(minor),
      Number(micro),
      levels[pre ?? ''] ?? 'final',
      Number(serial),
    ],
    version_text: `${answer.version} (fake)`,
    implementation,
    abiflags: flags,
    soabi: implementation === 'pypy' ? `pypy${short}-pp73` : `cpython-${short}${flags}`,
    gil_disabled: answer.freeThreaded === true,
    debug: answer.debug === true,
    cache_tag: `${implementation}-${short}`,
    base_prefix: dirname(dirname(executable)),
    paths: {
      purelib: `${library}/site-packages`,
      platlib: `${library}/site-packages`,
      scripts: 'bin',
      data: '.',
      stdlib: library,
    },
    lacks: [],
    elsewhere: [],
    libpython: null,
    markers: {
      implementation_name: implementation,
      implementation_version: answer.version,
      os_name: 'posix',
      platform_machine: 'x86_64',
      platform_python_implementation: implementation === 'pypy' ? 'PyPy' : 'CPython',
      platform_release: '6.0',
      platform_system: 'Linux',
      platform_version: '#1',
      python_full_version: answer.version,
      python_version: `${major}.${minor}`,
      sys_platform: 'linux',
    },
    pointer_bits: 64,
    libc: ['glibc', '2.36'],
    macos: null,
    ...answer.fields,
  };
}

function behaviour(path: string, spec: FakePythonSpec): readonly string[] {
  if ('answer' in spec) {
    return ["cat <<'END'", JSON.stringify(probeAnswer(spec.answer, path)), 'END'];
  }
  if ('hangs' in spec) {
    return ['sleep 1000 &', `echo $! >'${path}.pid'`, 'wait'];
  }
  const complaint = spec.complains === undefined ? [] : ["cat >&2 <<'END'", spec.complains, 'END'];
  return 'signal' in spec
    ? [...complaint, `kill -s ${spec.signal} $$`]
    : ["cat <<'END'", spec.prints, 'END', ...complaint, `exit ${spec.status ?? 0}`];
}
