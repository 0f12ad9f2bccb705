import type { CatalogedSpan } from './cataloged-span.ts';

/** One HTTP request to the gateway. */
export const serverSpan = {
  name: '{http.request.method} {http.route}',
  kind: 'SERVER',
  help: 'One HTTP request to the gateway; without a route the method alone. None for `/health` and `/metrics`.',
  attributes: {
    'http.request.method': {
      type: 'string',
      isAtStart: true,
      help: 'Its method; `_OTHER` for an unknown one.',
    },
    'http.request.method_original': {
      type: 'string',
      isAtStart: true,
      help: 'The unknown method, cut at 64 characters.',
    },
    'url.path': { type: 'string', isAtStart: true, help: 'Its path, without the query.' },
    'url.scheme': { type: 'string', isAtStart: true, help: '`http` or `https`.' },
    'server.address': { type: 'string', isAtStart: true, help: 'The name in its header `Host`.' },
    'server.port': { type: 'int', isAtStart: true, help: 'The port in that header, if there is one.' },
    'client.address': {
      type: 'string',
      isAtStart: true,
      help: 'Where it comes from: the other end of the connection, or what `http.trust_proxy` believes.',
    },
    'network.protocol.version': { type: 'string', isAtStart: true, help: 'Version of HTTP.' },
    'user_agent.original': { type: 'string', isAtStart: true, help: 'What the client says it is.' },
    'http.route': { type: 'string', help: 'The pattern of the route, with names in place of ids.' },
    'http.response.status_code': {
      type: 'int',
      help: 'What was answered; absent when the client left before.',
    },
    'http.request.body.size': { type: 'int', help: 'Bytes of its body, as its header says.' },
    'http.response.body.size': {
      type: 'int',
      help: 'Bytes of the body of the answer, unless it is a stream.',
    },
    'glassgate.request.id': { type: 'string', help: 'The id of the request, which its log lines have too.' },
    'error.type': { type: 'string', help: 'The error code answered, else a status from 500.' },
  },
} as const satisfies CatalogedSpan;

/** One HTTP exchange with a worker. */
export const exchangeSpan = {
  name: '{http.request.method} {url.template}',
  kind: 'CLIENT',
  help: 'One HTTP exchange with a worker; for a path that is none of its API the method alone.',
  attributes: {
    'http.request.method': { type: 'string', isAtStart: true, help: 'Its method.' },
    'url.full': { type: 'string', isAtStart: true, help: 'Its URL, with secrets masked.' },
    'url.template': {
      type: 'string',
      isAtStart: true,
      help: "Its path, when that is one of the worker's API.",
    },
    'server.address': { type: 'string', isAtStart: true, help: 'Host of the worker.' },
    'server.port': { type: 'int', isAtStart: true, help: 'Port of the worker.' },
    'glassgate.container.id': { type: 'string', isAtStart: true, help: 'The container behind it.' },
    'http.request.resend_count': {
      type: 'int',
      isAtStart: true,
      help: 'How often the same message was sent to this worker before; absent for the first time.',
    },
    'http.response.status_code': { type: 'int', help: 'What the worker answered.' },
    'error.type': { type: 'string', help: 'How the transport failed, else a status from 400.' },
  },
} as const satisfies CatalogedSpan;
