import type { MarkerEnvironment } from './markerEnvironment.ts';
import { markerVariables, versionVariables } from './markerVariables.ts';
import type { MarkerVariable } from './markerVariables.ts';
import { normaliseName } from './names.ts';
import { readSpecifier } from './specifier.ts';
import { combineSpecifiers, specifiersContain } from './specifiers.ts';
import type { Specifiers } from './specifiers.ts';
import { TextScanner } from './textScanner.ts';

/** A parsed environment marker (PEP 508). */
export type Marker =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Marker[] }
  | MarkerComparison;

export interface MarkerComparison {
  readonly kind: 'comparison';
  readonly left: MarkerOperand;
  readonly operator: MarkerOperator;
  readonly right: MarkerOperand;
  /** The right side as specifiers, where the left is a variable that holds a version. */
  readonly specifiers: Specifiers | undefined;
}

export type MarkerOperand =
  | { readonly kind: 'variable'; readonly name: MarkerVariable }
  | { readonly kind: 'literal'; readonly text: string };

export type MarkerOperator = '<' | '<=' | '==' | '!=' | '>=' | '>' | '~=' | '===' | 'in' | 'not in';

/**
 * Reads a marker such as `python_version < "3.8" and extra == "socks"`.
 *
 * @throws SpipError `invalid-marker`
 */
export function parseMarker(text: string): Marker {
  const scanner = new TextScanner(text.trim(), 'invalid-marker');
  const marker = readMarker(scanner);
  if (!scanner.atEnd) {
    scanner.fail('`and`, `or` or the end');
  }
  return marker;
}

/** Reads a marker from where the scanner stands, up to the first text that is no part of it. `depth` is that of parentheses. */
export function readMarker(scanner: TextScanner, depth = 0): Marker {
  return readChain(scanner, 'or', () => readChain(scanner, 'and', () => readAtom(scanner, depth)));
}

/**
 * Whether a marker holds. Comparisons are those of the living specification: variables that hold versions compare
 * as versions where the other side is one; other texts know only equality and containment, order never holds.
 * `extra` is in turn '' and each of the extras (normalised or not); one that makes the marker hold is enough.
 */
export function evaluateMarker(
  marker: Marker,
  environment: MarkerEnvironment,
  extras: ReadonlySet<string>,
): boolean {
  if (extras.size === 0 || !mentionsExtra(marker)) {
    return holds(marker, { environment, extra: '', extras, groups: noNames });
  }
  return ['', ...extras].some((extra) =>
    holds(marker, { environment, extra: normaliseName(extra), extras, groups: noNames }),
  );
}

/** Whether a marker of a lock file holds where these dependency groups (normalised or not) and no extras are chosen (PEP 751). */
export function evaluateLockMarker(
  marker: Marker,
  environment: MarkerEnvironment,
  groups: ReadonlySet<string>,
): boolean {
  return holds(marker, { environment, extra: '', extras: noNames, groups });
}

const noNames: ReadonlySet<string> = new Set();

/** The marker in its plain spelling: double quotes, single spaces, only the parentheses that it needs. */
export function formatMarker(marker: Marker): string {
  if (marker.kind === 'comparison') {
    const { left, operator, right } = marker;
    return `${formatOperand(left)} ${operator} ${formatOperand(right)}`;
  }
  return marker.operands
    .map((operand) =>
      operand.kind === 'or' ? `(${formatMarker(operand)})` : formatMarker(operand),
    )
    .join(` ${marker.kind} `);
}

interface Scope {
  readonly environment: MarkerEnvironment;
  readonly extra: string;
  readonly extras: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
}

/** What reads and judges a marker calls itself for each parenthesis. */
const deepest = 100;

const words = { and: /and(?![A-Za-z0-9_])/y, or: /or(?![A-Za-z0-9_])/y };

function readChain(scanner: TextScanner, kind: 'and' | 'or', readOperand: () => Marker): Marker {
  const first = readOperand();
  const operands = [first];
  while (scanner.take(words[kind]) !== undefined) {
    operands.push(readOperand());
  }
  return operands.length === 1 ? first : { kind, operands };
}

function readAtom(scanner: TextScanner, depth: number): Marker {
  scanner.skipBlanks();
  const isGroup = scanner.takeCharacter('(');
  if (depth > deepest) {
    scanner.fail(`at most ${deepest} parentheses inside each other`);
  }
  const marker = isGroup ? readMarker(scanner, depth + 1) : readComparison(scanner);
  if (isGroup && !scanner.takeCharacter(')')) {
    scanner.fail('`)`');
  }
  scanner.skipBlanks();
  return marker;
}

function readComparison(scanner: TextScanner): Marker {
  const left = readOperand(scanner);
  const operator = readOperator(scanner);
  const right = readOperand(scanner);
  return {
    kind: 'comparison',
    left: normaliseBeside(right, left),
    operator,
    right: normaliseBeside(left, right),
    specifiers:
      left.kind === 'variable' && versionVariables.has(left.name) && right.kind === 'literal'
        ? toSpecifiers(operator, right.text)
        : undefined,
  };
}

function readOperand(scanner: TextScanner): MarkerOperand {
  scanner.skipBlanks();
  const quoted = scanner.take(/'[^'\\]*'|"[^"\\]*"/y);
  if (quoted !== undefined) {
    return { kind: 'literal', text: quoted.slice(1, -1) };
  }
  const name = markerVariables.get(scanner.peek(/[A-Za-z_][A-Za-z0-9_.]*/y) ?? '');
  if (name === undefined) {
    return scanner.fail('a marker variable or a quoted text');
  }
  scanner.take(/[A-Za-z_][A-Za-z0-9_.]*/y);
  return { kind: 'variable', name };
}

const operatorPattern = /===|==|~=|!=|<=|>=|<|>|in(?![A-Za-z0-9_])|not[ \t]+in(?![A-Za-z0-9_])/y;

function readOperator(scanner: TextScanner): MarkerOperator {
  scanner.skipBlanks();
  const text = scanner.take(operatorPattern);
  switch (text) {
    case undefined:
      return scanner.fail('one of `<=`, `<`, `!=`, `==`, `>=`, `>`, `~=`, `===`, `in`, `not in`');
    case '<':
    case '<=':
    case '==':
    case '!=':
    case '>=':
    case '>':
    case '~=':
    case '===':
    case 'in':
      return text;
    default:
      return 'not in';
  }
}

/** A literal beside an extra is a name, so it is normalised (PEP 685). */
function normaliseBeside(other: MarkerOperand, operand: MarkerOperand): MarkerOperand {
  const isName =
    operand.kind === 'literal' &&
    other.kind === 'variable' &&
    (other.name === 'extra' || other.name === 'extras' || other.name === 'dependency_groups');
  return isName ? { kind: 'literal', text: normaliseName(operand.text) } : operand;
}

function toSpecifiers(operator: MarkerOperator, text: string): Specifiers | undefined {
  if (operator === 'in' || operator === 'not in') {
    return undefined;
  }
  const specifier = readSpecifier(`${operator}${text.trim()}`);
  return typeof specifier === 'string' ? undefined : combineSpecifiers([specifier]);
}

function mentionsExtra(marker: Marker): boolean {
  return marker.kind === 'comparison'
    ? isExtra(marker.left) || isExtra(marker.right)
    : marker.operands.some(mentionsExtra);
}

function isExtra(operand: MarkerOperand): boolean {
  return operand.kind === 'variable' && operand.name === 'extra';
}

function holds(marker: Marker, scope: Scope): boolean {
  switch (marker.kind) {
    case 'and':
      return marker.operands.every((operand) => holds(operand, scope));
    case 'or':
      return marker.operands.some((operand) => holds(operand, scope));
    case 'comparison':
      return compare(marker, scope);
  }
}

function compare(comparison: MarkerComparison, scope: Scope): boolean {
  const { left, operator, right } = comparison;
  const container = right.kind === 'variable' ? setOf(right.name, scope) : undefined;
  const leftText = textOf(left, scope);
  if (container !== undefined) {
    const isMember = container.has(leftText);
    return operator === 'in' ? isMember : operator === 'not in' && !isMember;
  }
  const rightText = textOf(right, scope);
  const specifiers =
    comparison.specifiers ??
    (right.kind === 'variable' && versionVariables.has(right.name)
      ? toSpecifiers(operator, rightText)
      : undefined);
  return specifiers === undefined
    ? compareTexts(leftText, operator, rightText)
    : specifiersContain(specifiers, leftText);
}

function compareTexts(left: string, operator: MarkerOperator, right: string): boolean {
  switch (operator) {
    case 'in':
      return right.includes(left);
    case 'not in':
      return !right.includes(left);
    case '==':
    case '===':
    case '<=':
    case '>=':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
    case '>':
    case '~=':
      return false;
  }
}

function setOf(name: MarkerVariable, scope: Scope): ReadonlySet<string> | undefined {
  switch (name) {
    case 'extras':
      return new Set([...scope.extras].map(normaliseName));
    case 'dependency_groups':
      return new Set([...scope.groups].map(normaliseName));
    default:
      return undefined;
  }
}

function textOf(operand: MarkerOperand, scope: Scope): string {
  if (operand.kind === 'literal') {
    return operand.text;
  }
  switch (operand.name) {
    case 'extra':
      return scope.extra;
    case 'extras':
    case 'dependency_groups':
      return '';
    case 'python_full_version': {
      // A development build of Python reports `3.14.0a1+`.
      const version = scope.environment.python_full_version;
      return version.endsWith('+') ? `${version}local` : version;
    }
    default:
      return scope.environment[operand.name];
  }
}

function formatOperand(operand: MarkerOperand): string {
  if (operand.kind === 'variable') {
    return operand.name;
  }
  return operand.text.includes('"') ? `'${operand.text}'` : `"${operand.text}"`;
}
