import { basename } from 'node:path';
import {
  type Attributes,
  context,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { GroupProbe, Operation, StoreInstruments } from '../store/probe.ts';
import { LeanSpan } from './lean-span.ts';
import { RowWork } from './row-work.ts';
import { sharedAttributes } from './shared-attributes.ts';

/** A group whose transaction hangs gathers the rows of many requests; each keeps its whole trace in memory. */
const maxSpansPerGroup = 1_000;

export interface StoreSpans extends Pick<StoreInstruments, 'opened' | 'groupOpened'> {
  /** Undefined when nobody is there whose trace it could be in. */
  operationStarted(operation: Operation): Span | undefined;
}

/**
 * CLIENT spans of the database, below whatever span is active. Rows of many requests are committed together: a
 * request has one span for all that it brought into a group, from its first row until the group is done.
 */
export function createStoreSpans(tracer: Tracer): StoreSpans {
  const nothing = RowWork.none();
  let database = sharedAttributes({ 'db.system.name': 'sqlite' });
  return {
    opened: (path) => {
      database = sharedAttributes({ 'db.system.name': 'sqlite', 'db.namespace': basename(path) });
    },
    groupOpened: () => openGroup({ tracer, nothing, attributes: database }),
    operationStarted: ({ name, table }) => {
      const active = context.active();
      if (traceIn(trace.getSpan(active)) === undefined) return undefined;
      const summary = table === undefined ? name : `${name} ${table}`;
      const attributes: Attributes = {
        ...database,
        'db.operation.name': name,
        'db.query.summary': summary,
        ...(table !== undefined && { 'db.collection.name': table }),
      };
      return tracer.startSpan(summary, { kind: SpanKind.CLIENT, attributes }, active);
    },
  };
}

export function endOperation(span: Span, errorCode: string | undefined): void {
  if (errorCode !== undefined) {
    span.setAttribute('error.type', errorCode);
    if (errorCode.startsWith('SQLITE_')) span.setAttribute('db.response.status_code', errorCode);
    // Whoever asked has gone: nothing is wrong with the database.
    if (errorCode !== 'CLIENT_CANCELED') span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}

interface GroupParts {
  readonly tracer: Tracer;
  readonly nothing: RowWork;
  readonly attributes: Attributes;
}

/** What one request brought into a group. */
interface Brought {
  readonly span: Span;
  work: RowWork;
  rows: number;
}

function openGroup({ tracer, nothing, attributes }: GroupParts): GroupProbe {
  const options = { kind: SpanKind.CLIENT, attributes };
  let requests: Map<object | string, Brought> | undefined;
  return {
    rowQueued: (write, table) => {
      const active = context.active();
      const request = traceIn(trace.getSpan(active));
      if (request === undefined) return;
      requests ??= new Map();
      const known = requests.get(request);
      if (known !== undefined) {
        known.work = known.work.and(write, table);
        known.rows += 1;
      } else if (requests.size < maxSpansPerGroup) {
        const work = nothing.and(write, table);
        requests.set(request, { span: tracer.startSpan(work.summary, options, active), work, rows: 1 });
      }
    },
    ended: ({ rows, errorCode }) => {
      if (requests === undefined) return;
      for (const { span, work, rows: own } of requests.values()) {
        span.updateName(work.summary).setAttributes(own === 1 ? work.ofOne : work.ofMany);
        span.setAttributes(
          own === 1
            ? { 'glassgate.store.group_rows': rows }
            : { 'db.operation.batch.size': own, 'glassgate.store.group_rows': rows },
        );
        endOperation(span, errorCode);
      }
      requests = undefined;
    },
  };
}

/**
 * What stands for the trace of a span, one for each request even when a client uses an id again; undefined
 * when nobody reads it. Timers inherit the span that was active when they were set: one that has ended
 * counts only while its request runs.
 */
function traceIn(span: Span | undefined): object | string | undefined {
  if (span instanceof LeanSpan) return span.ended && span.trace.isOver ? undefined : span.trace;
  return span?.isRecording() === true ? span.spanContext().traceId : undefined;
}
