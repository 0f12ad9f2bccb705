import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import {
  buildGateway,
  startLlmProvider,
  type TestGateway,
  type TestProvider,
  type TestProviderOptions,
} from 'glassgate/testing';

export const key = 'key-of-the-provider-01';

export interface LlmGateway extends AsyncDisposable {
  readonly gateway: TestGateway;
  readonly provider: TestProvider;
}

interface LlmGatewayOptions {
  /** More keys of the provider's entry. */
  readonly entry?: object;
  /** More keys of config.yaml. */
  readonly config?: object;
  readonly provider?: TestProviderOptions;
}

/** The plugins of the chain, without a limiter. */
export const llmPlugins = ['auth', 'openai', 'provider', 'proxy'];

/** An entry of `providers:` for a provider on loopback. */
export function providerEntry(url: string, entry: object = {}): object {
  return {
    id: 'local',
    base_url: url,
    allow_private: true,
    api_key: key,
    aliases: ['local'],
    model_patterns: ['^(?:meta/|gpt-)'],
    ...entry,
  };
}

/** A gateway with one provider. */
export async function startLlmGateway(options: LlmGatewayOptions = {}): Promise<LlmGateway> {
  await using opened = new AsyncDisposableStack();
  const provider = opened.use(await startLlmProvider({ key, ...options.provider }));
  const providers = [providerEntry(provider.url, options.entry)];
  const gateway = opened.use(await buildGateway({ plugins: llmPlugins, providers, ...options.config }));
  const running = opened.move();
  return { gateway, provider, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

export const question = { model: 'gpt-test', messages: [{ role: 'user', content: 'hi there' }] };

export function post(gateway: TestGateway, body: unknown, init: RequestInit & { path?: string } = {}) {
  return fetch(`${gateway.url}${init.path ?? '/v1/chat/completions'}`, {
    method: 'POST',
    body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
    ...init,
    headers: { 'content-type': 'application/json', ...(init.headers as Record<string, string>) },
  });
}

export interface RawReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly text: string;
}

interface RawRequest {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
}

/** A request as `fetch` would not send it. */
export function raw(gateway: TestGateway, { path, method = 'POST', headers = {}, body }: RawRequest) {
  return new Promise<RawReply>((resolve, reject) => {
    const sent = httpRequest(
      gateway.url,
      {
        path: path ?? '/v1/chat/completions',
        method,
        headers: { 'content-type': 'application/json', ...headers },
        agent: false,
      },
      (res) => {
        const chunks: Buffer[] = [];
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        res.on('error', reject);
        res.on('end', () => {
          const { statusCode = 0, headers: answered, rawHeaders } = res;
          resolve({
            status: statusCode,
            headers: answered,
            rawHeaders,
            text: Buffer.concat(chunks).toString('utf8'),
          });
        });
      },
    );
    sent.once('error', reject);
    sent.end(body);
  });
}
