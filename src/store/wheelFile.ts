/** What the WHEEL file of a dist-info folder says (PEP 427), or the rule that it breaks. */
export interface WheelFile {
  readonly rootIsPurelib: boolean;
  /** A newer minor version than 1.0, which is allowed and worth a note. */
  readonly newerVersion: string | undefined;
}

export function parseWheelFile(text: string): WheelFile | string {
  const field = (name: string): string | undefined =>
    new RegExp(`^${name}:[ \\t]*(.*?)[ \\t]*\\r?$`, 'im').exec(text)?.[1];
  const version = field('Wheel-Version');
  if (version === undefined || !/^\d+(?:\.\d+)*$/.test(version)) {
    return `its Wheel-Version is \`${version ?? ''}\` where a number is expected`;
  }
  const [major, minor = '0'] = version.split('.');
  if (major !== '1') {
    return `its Wheel-Version is \`${version}\`; spip knows 1.x`;
  }
  return {
    rootIsPurelib: field('Root-Is-Purelib')?.toLowerCase() === 'true',
    newerVersion: Number(minor) > 0 ? version : undefined,
  };
}
