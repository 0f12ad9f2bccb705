const mebibyte = 1024 * 1024;

/** What clients may take from the gateway before anybody knows what they want. */
export interface HttpLimits {
  /** Bodies of all requests together, each from its first byte until its request is answered. */
  readonly bodyBytesInFlight: number;
  /** Until the head of a request is complete. */
  readonly headersMs: number;
  /** Until a request is complete, its body included. */
  readonly requestMs: number;
  /** Silence in the middle of a body. */
  readonly bodyIdleMs: number;
  /** How much of a refused body is still read, so that its sender sees the answer. */
  readonly lingerBytes: number;
  readonly lingerMs: number;
  readonly lingerIdleMs: number;
  /** What a request that is not complete gets at a stop. */
  readonly stopGraceMs: number;
}

export const httpLimits: HttpLimits = {
  bodyBytesInFlight: 512 * mebibyte,
  headersMs: 30_000,
  requestMs: 300_000,
  bodyIdleMs: 30_000,
  lingerBytes: 256 * mebibyte,
  lingerMs: 30_000,
  lingerIdleMs: 5_000,
  stopGraceMs: 2_000,
};
