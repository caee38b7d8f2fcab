const MEGABYTE = 1024 * 1024;
const SECOND = 1000;

/** What one server takes on. */
export interface ApiLimits {
  /** Most bytes of a body. */
  bodyBytes: number;
  /** Most jobs that may wait in the queue. More are refused until some are done. */
  waiting: number;
  /** Most of them of one user; requests that name none are one user together. */
  waitingOfUser: number;
  /** Most requests in a second, of all clients together. */
  requestsPerSecond: number;
}

export const DEFAULT_LIMITS: ApiLimits = {
  bodyBytes: 20 * MEGABYTE,
  waiting: 20_000,
  waitingOfUser: 10_000,
  requestsPerSecond: 500,
};

/** What nobody needs to set. */
export const FIXED_LIMITS = {
  /** Most bytes of a request's head. */
  headerBytes: 16 * 1024,
  /** How long a head, and a whole request, may take to arrive. */
  headersMs: 5 * SECOND,
  requestMs: 20 * SECOND,
  /** How long a connection may stand still, in either direction. */
  idleMs: 60 * SECOND,
  connections: 256,
  /** Most streams of events at once. */
  streams: 32,
} as const;
