export interface Limits {
  /** Waiting lines of one container that are written at once. */
  readonly flushBytes: number;
  /** Longest time that a line waits on a healthy disk. */
  readonly flushMs: number;
  /** Waiting lines of one container; more are dropped. */
  readonly bufferBytes: number;
  /** Waiting lines of all containers. */
  readonly totalBufferBytes: number;
  /** Pause after a failed write. */
  readonly retryMs: number;
  /** Files written at the same time; with more busy containers than this, lines wait longer than `flushMs`. */
  readonly concurrentFiles: number;
  /** Longest time that closing waits for the disk. */
  readonly closeMs: number;
}

export const defaultLimits: Limits = {
  flushBytes: 64 * 1024,
  flushMs: 250,
  bufferBytes: 4 * 1024 * 1024,
  totalBufferBytes: 64 * 1024 * 1024,
  retryMs: 1000,
  concurrentFiles: 64,
  closeMs: 5000,
};
