import { fstatSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startWorker } from './worker.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    id: { type: 'string', default: 'w1' },
    'delay-ms': { type: 'string', default: '0' },
    'busy-format': { type: 'string', default: 'status' },
    'chats-file': { type: 'string' },
    'stays-busy-on-disconnect': { type: 'boolean', default: false },
  },
});

const worker = await startWorker({
  id: values.id,
  port: Number(values.port),
  host: values.host,
  busyFormat: values['busy-format'] === 'flag' ? 'flag' : 'status',
  script: { delayMs: Number(values['delay-ms']) },
  staysBusyOnDisconnect: values['stays-busy-on-disconnect'],
  ...(values['chats-file'] === undefined ? {} : { chatsFile: values['chats-file'] }),
});
process.stdout.write(`${JSON.stringify({ event: 'listening', url: worker.url, id: worker.id })}\n`);

process.once('SIGTERM', stop);
process.once('SIGINT', stop);
process.once('disconnect', stop);
// A pipe on stdin belongs to the parent and ends with it; a terminal or /dev/null says nothing.
const stdin = fstatSync(0);
if (stdin.isFIFO() || stdin.isSocket()) process.stdin.once('end', stop).resume();

function stop(): void {
  worker.stop().then(
    () => process.exit(0),
    () => process.exit(1),
  );
}
