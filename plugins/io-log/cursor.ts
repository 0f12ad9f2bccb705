/** A place in the log of one container: after this record. */
export interface Cursor {
  /** The run of the gateway that wrote it; 0 in records of versions that wrote none. */
  readonly epoch: number;
  readonly seq: number;
}

/** Before everything that is there. */
const beginning: Cursor = { epoch: 0, seq: 0 };

export function writeCursor({ epoch, seq }: Cursor): string {
  return `${epoch}-${seq}`;
}

/** A number alone is one of this run. Undefined for anything that is no cursor. */
export function readCursor(text: string, currentEpoch: number): Cursor | undefined {
  const found = /^(?:(\d{1,15})-)?(\d{1,15})$/.exec(text);
  if (found === null) return undefined;
  const [, epoch, seq] = found;
  return { epoch: epoch === undefined ? currentEpoch : Number(epoch), seq: Number(seq) };
}

export function isBeginning({ epoch, seq }: Cursor): boolean {
  return epoch === beginning.epoch && seq === beginning.seq;
}
