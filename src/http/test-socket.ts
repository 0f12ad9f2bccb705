import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into every corner of an answer
  readonly json: any;
}

export interface RawClient extends AsyncDisposable {
  readonly socket: Socket;
  /** The first answer, as soon as it is complete. */
  readonly answer: Promise<RawAnswer>;
  /** All bytes that came until the connection was closed; rejects when it was reset. */
  readonly closed: Promise<string>;
  write(text: string | Buffer): void;
}

/** A client that says exactly what the test wants, which no HTTP library would. */
export async function openSocket({ port }: { readonly port: number }): Promise<RawClient> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const answer = Promise.withResolvers<RawAnswer>();
  const closed = Promise.withResolvers<string>();
  let text = '';
  let failure: Error | undefined;
  closed.promise.catch(() => undefined);
  answer.promise.catch(() => undefined);
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    const complete = readAnswer(text);
    if (complete !== undefined) answer.resolve(complete);
  });
  socket.on('error', (error) => {
    failure = error;
  });
  socket.once('close', () => {
    answer.reject(failure ?? new Error(`The connection was closed after ${JSON.stringify(text)}.`));
    if (failure === undefined) closed.resolve(text);
    else closed.reject(failure);
  });
  return {
    socket,
    answer: answer.promise,
    closed: closed.promise,
    write: (more) => void socket.write(more),
    [Symbol.asyncDispose]: async () => void socket.destroy(),
  };
}

/** Send a text and wait for the first answer. */
export async function sendRaw(server: { readonly port: number }, text: string): Promise<RawAnswer> {
  await using client = await openSocket(server);
  client.write(text);
  return await client.answer;
}

function readAnswer(text: string): RawAnswer | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [statusLine = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const status = Number(statusLine.split(' ')[1]);
  if (status === 100) return readAnswer(text.slice(end + 4));
  const bytes = Buffer.from(text.slice(end + 4));
  const length = Number(headers['content-length'] ?? 0);
  if (bytes.length < length) return undefined;
  const body = bytes.toString('utf8', 0, length);
  const isJson = headers['content-type']?.startsWith('application/json') === true && body !== '';
  return { status, headers, text: body, json: isJson ? JSON.parse(body) : undefined };
}
