// The part that spip uses; the package brings no types.
declare module 'http-cache-semantics' {
  type Headers = Readonly<Record<string, string>>;

  export default class CachePolicy {
    constructor(
      request: { readonly method: string; readonly headers: Headers },
      response: { readonly status: number; readonly headers: Headers },
      options: { readonly shared: boolean; readonly cacheHeuristic: number },
    );
    storable(): boolean;
    /** Seconds. */
    maxAge(): number;
    /** Seconds, of the response as it came. */
    age(): number;
  }
}
