import type { Flaw } from '../archive/flaws.ts';

/** What the WHEEL file of a dist-info folder says (PEP 427), or the rule that it breaks. */
export interface WheelFile {
  readonly rootIsPurelib: boolean;
  /** What is odd about its version and allowed all the same. */
  readonly flaw: Extract<Flaw, 'wheel-version' | 'wheel-version-form'> | undefined;
}

export function parseWheelFile(text: string): WheelFile | string {
  const field = (name: string): string | undefined =>
    new RegExp(`^${name}:[ \\t]*(.*?)[ \\t]*\\r?$`, 'im').exec(text)?.[1];
  const version = field('Wheel-Version');
  if (version === undefined || !/^\d+(?:\.\d+)*$/.test(version)) {
    return `its Wheel-Version is \`${version ?? ''}\` where a number is expected`;
  }
  const [major = 0, minor] = version.split('.').map(Number);
  if (major > 1) {
    return `its Wheel-Version is \`${version}\`; spip knows 1.x`;
  }
  return {
    rootIsPurelib: field('Root-Is-Purelib')?.toLowerCase() === 'true',
    flaw:
      major < 1 || minor === undefined
        ? 'wheel-version-form'
        : minor > 0
          ? 'wheel-version'
          : undefined,
  };
}
