declare module 'pino-roll' {
  import type { EventEmitter } from 'node:events';
  import type { DestinationStream } from 'pino';

  export interface RollOptions {
    /** `gateway.log` becomes gateway.1.log, gateway.2.log …; version 4 takes the extension from here only. */
    readonly file: string;
    /** A number is megabytes; `1000b` are bytes. */
    readonly size?: string | number;
    readonly frequency?: 'daily' | 'hourly' | number;
    /** With `removeOtherLogFiles` files of former processes count too, and `count` includes the active file. */
    readonly limit?: { readonly count: number; readonly removeOtherLogFiles?: boolean };
    readonly mkdir?: boolean;
    readonly symlink?: boolean;
    /** From here on options of sonic-boom. */
    readonly sync?: boolean;
    readonly minLength?: number;
    /** Characters that may wait; more are dropped, with a `drop` event. */
    readonly maxLength?: number;
    /** Milliseconds. */
    readonly periodicFlush?: number;
  }

  /** A sonic-boom stream: `end()` flushes, then emits `close`. */
  export type RollingStream = DestinationStream & EventEmitter & { end(): void; flushSync(): void };

  export default function roll(options: RollOptions): Promise<RollingStream>;
}
