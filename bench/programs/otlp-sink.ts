import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

// A collector that reads what it is sent and drops it.
const { values } = parseArgs({ options: { port: { type: 'string' } } });

createServer((req, res) => {
  req.resume().on('end', () => res.writeHead(200, { 'content-type': 'application/x-protobuf' }).end());
}).listen(Number(values.port), '127.0.0.1');
