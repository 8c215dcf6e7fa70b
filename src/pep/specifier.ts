import { isPrerelease, tryParseVersion } from './version.ts';
import type { Version } from './version.ts';
import {
  bottom,
  cutBefore,
  cutBeforePrefix,
  cutBeforePrereleases,
  cutBehind,
  cutBehindLocals,
  cutBehindPosts,
  cutBehindPrefix,
  top,
} from './versionCut.ts';
import { complementRanges, emptyRanges, exactRanges, rangesBetween } from './versionRanges.ts';
import type { VersionRanges } from './versionRanges.ts';

export type SpecifierOperator = '~=' | '==' | '!=' | '<=' | '>=' | '<' | '>' | '===';

/** One version specifier, for example `!=1.5.*` (PEP 440, "Version specifiers"). */
export interface Specifier {
  readonly operator: SpecifierOperator;
  /** What stands behind the operator, as written. */
  readonly text: string;
  readonly ranges: VersionRanges;
  readonly namesPrerelease: boolean;
}

/** Reads one specifier without surrounding white space; a text that is none gives the sentence that says why. */
export function readSpecifier(source: string): Specifier | string {
  const match = /^(===|~=|==|!=|<=|>=|<|>)\s*(\S+)$/.exec(source);
  const [, operatorText, text] = match ?? [];
  if (text === undefined || !isOperator(operatorText)) {
    return `Expected a version specifier such as \`>=1.0\`, got \`${source}\``;
  }
  if (operatorText === '===') {
    const version = tryParseVersion(text);
    return {
      operator: operatorText,
      text,
      ranges: version === undefined ? emptyRanges : exactRanges(version),
      namesPrerelease: version !== undefined && isPrerelease(version),
    };
  }
  const isPrefix = text.endsWith('.*');
  const version = tryParseVersion(isPrefix ? text.slice(0, -2) : text);
  if (version === undefined) {
    return `Expected a PEP 440 version behind \`${operatorText}\`, got \`${text}\``;
  }
  return (
    findFault(operatorText, version, isPrefix) ?? {
      operator: operatorText,
      text,
      ranges: isPrefix ? prefixRanges(operatorText, version) : versionRanges(operatorText, version),
      namesPrerelease: operatorText !== '!=' && isPrerelease(version),
    }
  );
}

function isOperator(text: string | undefined): text is SpecifierOperator {
  return text !== undefined;
}

function findFault(operator: SpecifierOperator, version: Version, isPrefix: boolean) {
  const isEquality = operator === '==' || operator === '!=';
  if (isPrefix && !isEquality) {
    return `Expected a version without \`.*\` behind \`${operator}\`: \`${version.text}.*\``;
  }
  if (isPrefix && (isPrerelease(version) || version.post !== -1 || version.local.length > 0)) {
    return `Expected only release numbers before \`.*\`: \`${version.text}.*\``;
  }
  if (!isEquality && version.local.length > 0) {
    return `Expected a version without local label behind \`${operator}\`: \`${version.text}\``;
  }
  if (operator === '~=' && version.release.length < 2) {
    return `Expected at least two release numbers behind \`~=\`: \`${version.text}\``;
  }
  return undefined;
}

function prefixRanges(operator: SpecifierOperator, version: Version): VersionRanges {
  const equal = rangesBetween(
    cutBeforePrefix(version),
    cutBehindPrefix(version.epoch, version.release),
  );
  return operator === '!=' ? complementRanges(equal) : equal;
}

function versionRanges(
  operator: Exclude<SpecifierOperator, '==='>,
  version: Version,
): VersionRanges {
  switch (operator) {
    case '==':
      return equalTo(version);
    case '!=':
      return complementRanges(equalTo(version));
    case '>=':
      return rangesBetween(cutBefore(version), top);
    case '<=':
      return rangesBetween(bottom, cutBehindLocals(version));
    case '>':
      return rangesBetween(cutBehindPosts(version), top);
    case '<':
      return rangesBetween(bottom, cutBeforePrereleases(version));
    case '~=':
      return rangesBetween(
        cutBefore(version),
        cutBehindPrefix(version.epoch, version.release.slice(0, -1)),
      );
  }
}

/** A specifier without local label ignores the candidate's. */
function equalTo(version: Version): VersionRanges {
  return rangesBetween(
    cutBefore(version),
    version.local.length > 0 ? cutBehind(version) : cutBehindLocals(version),
  );
}
