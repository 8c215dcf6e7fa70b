/** What a child that imports a module says about it. Code of the module may have said it. */
export type ImportReport =
  | {
      readonly kind: 'imported';
      /** Files and folders that the imported module names as its own. */
      readonly places: readonly string[];
      readonly builtin: boolean;
    }
  | {
      readonly kind: 'failed';
      /** Of the exception. */
      readonly type: string;
      readonly text: string;
      /** Modules that were missing, of the exception and of what stands behind it. */
      readonly missing: readonly string[];
      /** What the system said, of the first of them that comes from it. */
      readonly errno: number | undefined;
      /** What the loader of libraries said, of the first of them that holds it; else empty. */
      readonly loader: string;
    };

/** `undefined`: it said nothing, or something else. */
export function readImportReport(text: string): ImportReport | undefined {
  const { places, builtin, type, text: message, missing, errno, loader } = parseFields(text);
  if (areStrings(places) && typeof builtin === 'boolean') {
    return { kind: 'imported', places, builtin };
  }
  return typeof type === 'string' && typeof message === 'string' && areStrings(missing)
    ? {
        kind: 'failed',
        type,
        text: message,
        missing,
        errno: typeof errno === 'number' ? errno : undefined,
        loader: typeof loader === 'string' ? loader : '',
      }
    : undefined;
}

function parseFields(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function areStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
