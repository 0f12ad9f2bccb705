/**
 * The same JSON text with another value for the `model` of its top-level object: nothing else is parsed and
 * written anew, so numbers and spelling stay as the client sent them.
 */
export function replaceModel(body: Buffer, model: string): Buffer {
  const value = Buffer.from(JSON.stringify(model));
  const pieces: Buffer[] = [];
  let end = 0;
  for (const place of modelPlaces(body)) {
    pieces.push(body.subarray(end, place.start), value);
    end = place.end;
  }
  pieces.push(body.subarray(end));
  return Buffer.concat(pieces);
}

interface Place {
  readonly start: number;
  readonly end: number;
}

const [quote, backslash] = [0x22, 0x5c];
const opens = new Set(Buffer.from('{['));
const closes = new Set(Buffer.from('}]'));
const comma = 0x2c;
const colon = 0x3a;

/** Where the texts stand that belong to the key `model` at the top. The body is known to be valid JSON. */
function* modelPlaces(body: Buffer): Generator<Place> {
  const level = new TopLevel();
  let isModel = false;
  for (let at = 0; at < body.length; at += 1) {
    if (body[at] !== quote) {
      level.pass(body[at] ?? 0);
      continue;
    }
    const end = endOfString(body, at + 1);
    if (level.expectsKey) isModel = JSON.parse(body.toString('utf8', at, end)) === 'model';
    else if (level.expectsValue && isModel) yield { start: at, end };
    at = end - 1;
  }
}

/** Knows what a text is that comes next: a key or a value of the top-level object, or something deeper. */
class TopLevel {
  #depth = 0;
  #isKey = true;

  get expectsKey(): boolean {
    return this.#depth === 1 && this.#isKey;
  }

  get expectsValue(): boolean {
    return this.#depth === 1 && !this.#isKey;
  }

  /** A byte outside of strings. */
  pass(byte: number): void {
    if (opens.has(byte)) this.#depth += 1;
    else if (closes.has(byte)) this.#depth -= 1;
    else if (this.#depth === 1 && (byte === comma || byte === colon)) this.#isKey = byte === comma;
  }
}

function endOfString(body: Buffer, start: number): number {
  let at = start;
  for (;;) {
    const found = body.indexOf(quote, at);
    if (found === -1) return body.length;
    let escapes = 0;
    while (found - escapes - 1 >= start && body[found - escapes - 1] === backslash) escapes += 1;
    if (escapes % 2 === 0) return found + 1;
    at = found + 1;
  }
}
