import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readYaml } from './readYaml.ts';

/** One step of a composite action. */
export interface ActionStep {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  /** Another action with its version. */
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly shell?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly 'working-directory'?: string;
}

export interface ActionInput {
  readonly description: string;
  readonly required: string;
  readonly default?: string;
}

export interface ActionFile {
  readonly name: string;
  readonly description: string;
  readonly inputs: Readonly<Record<string, ActionInput>>;
  readonly outputs: Readonly<
    Record<string, { readonly description: string; readonly value: string }>
  >;
  readonly runs: { readonly using: string; readonly steps: readonly ActionStep[] };
}

const keys = {
  file: ['name', 'description', 'branding', 'inputs', 'outputs', 'runs'],
  input: ['description', 'required', 'default'],
  step: ['name', 'id', 'if', 'uses', 'with', 'shell', 'run', 'env', 'working-directory'],
};

/** The action of this repository, held against what GitHub takes for a composite one. */
export function readAction(): ActionFile {
  const text = readFileSync(join(import.meta.dirname, '../../action.yml'), 'utf8');
  const file = readYaml(text) as unknown as ActionFile;
  assert.deepEqual(unknown(file, keys.file), []);
  assert.ok(file.description.length <= 125);
  for (const [name, input] of Object.entries(file.inputs)) {
    assert.match(name, /^[a-z][a-z-]*$/);
    assert.deepEqual(unknown(input, keys.input), [], name);
    assert.ok(input.required === 'true' || input.default !== undefined, name);
  }
  assert.equal(file.runs.using, 'composite');
  for (const step of file.runs.steps) {
    assert.deepEqual(unknown(step, keys.step), [], step.name);
    assert.equal(step.run === undefined, step.uses !== undefined, step.name);
    assert.equal(step.run === undefined, step.shell === undefined, step.name);
    assert.match(step.uses ?? 'a/b@v1', /^[\w./-]+@v\d+$/);
    // What a workflow passes in is data: as text of a script it would be code.
    assert.doesNotMatch(step.run ?? '', /\$\{\{/, step.name);
  }
  return file;
}

function unknown(value: object, known: readonly string[]): readonly string[] {
  return Object.keys(value).filter((key) => !known.includes(key));
}
