import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Parser } from 'htmlparser2';

/** An element of JUnit XML (Jenkins' `junit-10.xsd`): its attributes, those that it must have marked by `!`, and its children. */
interface Shape {
  readonly attributes: readonly string[];
  readonly children: readonly string[];
  /** Text besides white space. */
  readonly text?: boolean;
}

const told: Shape = { attributes: ['type', 'message'], children: [], text: true };
const rerun: Shape = {
  attributes: ['type!', 'message'],
  children: ['stackTrace', 'system-out', 'system-err'],
  text: true,
};
const plain: Shape = { attributes: [], children: [], text: true };
const counts = ['name!', 'tests!', 'failures!', 'errors!', 'time'];

const shapes: Readonly<Record<string, Shape>> = {
  testsuites: {
    attributes: ['name', 'tests', 'failures', 'errors', 'time'],
    children: ['testsuite'],
  },
  testsuite: {
    attributes: [...counts, 'skipped', 'timestamp', 'hostname', 'id', 'package', 'file', 'log'],
    children: ['testsuite', 'properties', 'testcase', 'system-out', 'system-err'],
  },
  properties: { attributes: [], children: ['property'] },
  property: { attributes: ['name!', 'value!'], children: [] },
  testcase: {
    attributes: ['name!', 'classname', 'time', 'group'],
    children:
      'skipped error failure system-out system-err rerunFailure rerunError flakyFailure flakyError'.split(
        ' ',
      ),
  },
  skipped: told,
  error: told,
  failure: told,
  rerunFailure: rerun,
  rerunError: rerun,
  flakyFailure: rerun,
  flakyError: rerun,
  stackTrace: plain,
  'system-out': plain,
  'system-err': plain,
};

export interface JunitElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: JunitElement[];
  text: string;
}

/** The document, read by a parser, and what is wrong with it. */
export function checkJunit(xml: string): {
  readonly root: JunitElement;
  readonly faults: readonly string[];
} {
  const root: JunitElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const faults: string[] = [...wellFormed(xml)];
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        const parent = open.at(-1) ?? root;
        const element: JunitElement = { name, attributes, children: [], text: '' };
        faults.push(...faultsOf(element, parent.name));
        parent.children.push(element);
        open.push(element);
      },
      ontext: (text) => {
        const element = open.at(-1) ?? root;
        element.text += text;
        if (text.trim() !== '' && shapes[element.name]?.text !== true) {
          faults.push(`${element.name} has text: ${text}`);
        }
      },
      onclosetag: () => void open.pop(),
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(xml);
  return { root, faults };
}

function faultsOf({ name, attributes }: JunitElement, parent: string): readonly string[] {
  const shape = shapes[name];
  const allowed = parent === '' ? ['testsuites'] : (shapes[parent]?.children ?? []);
  if (shape === undefined || !allowed.includes(name)) {
    return [`${parent} has a ${name}`];
  }
  const known = shape.attributes.map((attribute) => attribute.replace('!', ''));
  const needed = shape.attributes.filter((attribute) => attribute.endsWith('!'));
  return [
    ...Object.keys(attributes)
      .filter((attribute) => !known.includes(attribute))
      .map((attribute) => `${name} has an attribute ${attribute}`),
    ...needed
      .filter((attribute) => !(attribute.slice(0, -1) in attributes))
      .map((attribute) => `${name} has no ${attribute}`),
    ...(/^\d*\.\d*$/.test(attributes['time'] ?? '0.0')
      ? []
      : [`${name} has a time ${attributes['time'] ?? ''}`]),
  ];
}

/** What a strict parser with a schema says, where this machine has one. */
function wellFormed(xml: string): readonly string[] {
  const schema = join(import.meta.dirname, 'junit.xsd');
  const args = ['--noout', '--huge', '--schema', schema, '-'];
  const { error, status, stderr } = spawnSync('xmllint', args, { input: xml, encoding: 'utf8' });
  return error !== undefined || status === 0 ? [] : [stderr];
}
