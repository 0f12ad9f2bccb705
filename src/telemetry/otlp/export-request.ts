import type { Attributes } from '@opentelemetry/api';
import { ByteWriter } from './byte-writer.ts';
import { encodeAttribute } from './encode-attribute.ts';
import type { ScopePart } from './span-batch.ts';

// Tags of opentelemetry/proto/collector/trace/v1/trace_service.proto and what it imports.
const resourceSpans = 0x0a;
const resourceTag = { resource: 0x0a, scopeSpans: 0x12 } as const;
const attributesOfResource = 0x0a;
const scopeTag = { scope: 0x0a } as const;
const scopeNameTag = { name: 0x0a, version: 0x12 } as const;

/** The body of an `ExportTraceServiceRequest` in pieces, so that the spans need not be copied. */
export function protobufRequest(resource: Attributes, parts: readonly ScopePart[]): Buffer[] {
  const scopes = parts.flatMap((part) => {
    const header = scopeHeader(part);
    return [prefix(resourceTag.scopeSpans, header.length + part.spans.length), header, part.spans];
  });
  const pieces = [resourceField(resource), ...scopes];
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return [prefix(resourceSpans, length), ...pieces];
}

function resourceField(resource: Attributes): Buffer {
  const writer = new ByteWriter(1_024);
  const start = writer.open(resourceTag.resource, 1);
  for (const [key, value] of Object.entries(resource)) {
    if (value === undefined) continue;
    encodeAttribute(writer, { field: attributesOfResource, key, value, shown: (_key, text) => text });
  }
  writer.close(start, 1);
  return writer.bytes.subarray(0, writer.length);
}

function scopeHeader({ scope }: ScopePart): Buffer {
  const writer = new ByteWriter(256);
  const start = writer.open(scopeTag.scope, 1);
  writer.text(scopeNameTag.name, scope.name);
  if (scope.version) writer.text(scopeNameTag.version, scope.version);
  writer.close(start, 1);
  return writer.bytes.subarray(0, writer.length);
}

/** Tag and length of a field. */
function prefix(tag: number, length: number): Buffer {
  const writer = new ByteWriter(16);
  writer.byte(tag);
  writer.varint(length);
  return writer.bytes.subarray(0, writer.length);
}
