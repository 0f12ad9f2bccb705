export interface SolveReply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into every corner of an answer
  readonly body: any;
}

/** POST /v1/solve for profile p1 unless told otherwise. */
export async function solve(
  gateway: { readonly url: string },
  { text = 'hi', profile = 'p1' }: { readonly text?: string; readonly profile?: string } = {},
  init: RequestInit = {},
): Promise<SolveReply> {
  const { headers, ...rest } = init;
  const response = await fetch(`${gateway.url}/v1/solve`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ input: { text }, options: { profile_id: profile } }),
    ...rest,
  });
  return { status: response.status, body: await response.json() };
}
