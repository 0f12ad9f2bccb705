const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

// Ids must differ, not be secret: the generator of the SDK uses Math.random too.
function fourBytes(): string {
  const bits = Math.floor(Math.random() * 2 ** 32);
  return `${hex[bits >>> 24]}${hex[(bits >>> 16) & 255]}${hex[(bits >>> 8) & 255]}${hex[bits & 255]}`;
}

/** 16 hex digits. */
export function newSpanId(): string {
  const id = fourBytes() + fourBytes();
  return id === '0000000000000000' ? newSpanId() : id;
}

/** 32 hex digits. */
export function newTraceId(): string {
  return newSpanId() + newSpanId();
}
