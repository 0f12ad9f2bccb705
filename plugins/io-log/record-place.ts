import type { ExchangeEvent } from 'glassgate/plugin-api';
import { type IoRecordPlace, type IoRecordState, type Operation, operationOf } from 'glassgate/plugin-api';

/** A file whose name changes with every rotation. */
export interface NumberedFile {
  readonly path: string;
  /** Rotations so far. */
  readonly rotations: number;
}

interface Written {
  readonly file: NumberedFile;
  /** `rotations` of the file when it was written. */
  readonly rotations: number;
  readonly offset: number;
  readonly bytes: number;
}

type PlaceFields = 'containerId' | 'seq' | 'operation' | 'attempt' | 'tryNumber' | 'spanId';

/** What became of one record. */
export class RecordPlace implements Pick<IoRecordPlace, PlaceFields> {
  readonly containerId: string;
  readonly seq: number;
  readonly operation: Operation;
  readonly attempt: number | null;
  readonly tryNumber: number;
  readonly spanId: string | undefined;
  state: Exclude<IoRecordState, 'rotated'> = 'waiting';
  written: Written | undefined;

  constructor(event: ExchangeEvent, seq: number) {
    this.containerId = event.containerId;
    this.seq = seq;
    this.operation = operationOf(event.path);
    this.attempt = event.attempt;
    this.tryNumber = event.tryNumber;
    this.spanId = event.spanId;
  }

  writtenTo(
    file: NumberedFile,
    { offset, bytes }: { readonly offset: number; readonly bytes: number },
  ): void {
    this.state = 'written';
    this.written = { file, rotations: file.rotations, offset, bytes };
  }

  dropped(): void {
    this.state = 'dropped';
  }

  /** Where the line should be now, when its file is still there. */
  get path(): string | undefined {
    if (this.written === undefined) return undefined;
    const { file, rotations } = this.written;
    const since = file.rotations - rotations;
    return since === 0 ? file.path : `${file.path}.${since}`;
  }
}
