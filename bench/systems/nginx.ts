import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import { isOnPath } from '../on-path.ts';
import { startProgram } from '../program.ts';
import type { System } from '../system.ts';

/** nginx with `proxy_pass` and connections to the worker that are kept. */
export const nginx: System = {
  name: 'nginx',
  missing: async () =>
    (await isOnPath('nginx')) ? undefined : 'nginx is not installed (apt-get install nginx) and is left out.',
  start: async ({ workerUrl, workerPath, dir, signal }) => {
    const port = await freePort();
    const home = join(dir, 'nginx');
    await mkdir(home);
    await writeFile(join(home, 'nginx.conf'), configText({ port, worker: new URL(workerUrl).host }));
    const url = `http://127.0.0.1:${port}`;
    const program = await startProgram({
      command: 'nginx',
      args: ['-p', home, '-c', 'nginx.conf', '-e', 'error.log'],
      logPath: join(home, 'output.log'),
      readyUrl: url,
      signal,
    });
    return { ...program, url: `${url}${workerPath}` };
  },
};

function configText({ port, worker }: { port: number; worker: string }): string {
  return `daemon off;
worker_processes auto;
pid nginx.pid;
error_log error.log;
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path client;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  keepalive_requests 100000000;
  upstream worker {
    server ${worker};
    keepalive 256;
    keepalive_requests 100000000;
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://worker;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
    }
  }
}
`;
}
