/** One request of the index client; redirects, retries and credentials are not the transport's business. */
interface TransportRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

export interface TransportResponse {
  readonly status: number;
  /** Lower-case names; repeated headers joined by `, `. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Bytes as sent, not decompressed; may be read once. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Gives up the rest of the body. */
  discard(): Promise<void>;
}

/** How requests reach the network: the one seam between spip and its HTTP library. Failures are thrown as they come. */
export interface Transport {
  send(request: TransportRequest): Promise<TransportResponse>;
  close(): Promise<void>;
}
