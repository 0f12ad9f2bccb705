import * as http from 'node:http';
import * as https from 'node:https';
import { Attachment } from 'glassgate/plugin-api';
import { createProxyMiddleware, type RequestHandler } from 'http-proxy-middleware';

/** What a forwarding wants to hear of the request that http-proxy-middleware makes for it. */
export interface ProxyEvents {
  onRequest(request: http.ClientRequest): void;
  onAnswer(answer: http.IncomingMessage): void;
  onError(error: Error): void;
}

export interface Origin {
  readonly send: RequestHandler;
  /** Tell these of what becomes of a request. */
  watch(request: http.IncomingMessage, events: ProxyEvents): void;
}

/** Shorter than any server keeps a connection, so that a request seldom meets one that is being closed. */
const idleSocketMs = 4_000;
const agentOptions = { keepAlive: true, timeout: idleSocketMs, maxFreeSockets: 64 };

/** One http-proxy-middleware for each origin, over connections that are kept. */
export class Origins {
  readonly #agents = { http: new http.Agent(agentOptions), https: new https.Agent(agentOptions) };
  readonly #byOrigin = new Map<string, Origin>();

  to(origin: string): Origin {
    const known = this.#byOrigin.get(origin);
    if (known !== undefined) return known;
    const agent = origin.startsWith('https:') ? this.#agents.https : this.#agents.http;
    const fresh = originOf(origin, agent);
    this.#byOrigin.set(origin, fresh);
    return fresh;
  }

  close(): void {
    this.#agents.http.destroy();
    this.#agents.https.destroy();
  }
}

function originOf(target: string, agent: http.Agent): Origin {
  const watched = new Attachment<http.IncomingMessage, ProxyEvents>();
  const send = createProxyMiddleware({
    target,
    agent,
    changeOrigin: true,
    prependPath: false,
    // It would cut the answer where the client must be told how it ended.
    selfHandleResponse: true,
    // Its own plugins log addresses and answer errors in plain text.
    ejectPlugins: true,
    plugins: [
      (proxy) => {
        proxy.on('proxyReq', (request, req) => watched.of(req)?.onRequest(request));
        proxy.on('proxyRes', (answer, req) => watched.of(req)?.onAnswer(answer));
        const failed = (error: Error, req?: http.IncomingMessage) => {
          if (req !== undefined) watched.of(req)?.onError(error);
        };
        proxy.on('error', failed);
        proxy.on('econnreset', failed);
      },
    ],
  });
  return { send, watch: (request, events) => watched.set(request, events) };
}
