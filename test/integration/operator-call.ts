import type { SolveReply, TestGateway } from 'glassgate/testing';

/** Send an operator's request: `GET /v1/status`, or a POST with a body. */
export async function operatorCall(
  { url }: Pick<TestGateway, 'url'>,
  route: `GET ${string}` | `POST ${string}`,
  body?: unknown,
): Promise<SolveReply> {
  const [method = '', path = ''] = route.split(' ');
  const response = await fetch(`${url}${path}`, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  });
  return { status: response.status, body: await response.json() };
}
