import type { LlmAnswer, LlmReply } from 'glassgate/plugin-api';

interface Completion {
  readonly id: string;
  readonly model: string;
  readonly text: string;
  readonly wantsStream: boolean;
}

/** Write a chat completion, or its chunks. There is no `usage`: nobody counts the tokens of a browser. */
export function writeCompletion(reply: LlmReply, completion: Completion, firstByteMs: number): LlmAnswer {
  const { wantsStream } = completion;
  const body = wantsStream ? eventsOf(completion) : JSON.stringify(completionOf(completion));
  return write(reply, { body, firstByteMs, type: wantsStream ? 'text/event-stream' : 'application/json' });
}

export function writeModel(reply: LlmReply, id: string): LlmAnswer {
  const body = JSON.stringify({ id, object: 'model', created: 0, owned_by: 'glassgate' });
  return write(reply, { body, firstByteMs: 0, type: 'application/json' });
}

interface Written {
  readonly body: string;
  readonly type: string;
  readonly firstByteMs: number;
}

function write(reply: LlmReply, { body, type, firstByteMs }: Written): LlmAnswer {
  reply.statusCode = 200;
  reply.setHeader('content-type', type);
  reply.setHeader('cache-control', 'no-cache');
  reply.end(body);
  return { status: 200, outcome: 'done', bytes: Buffer.byteLength(body), firstByteMs };
}

function completionOf({ id, model, text }: Completion): object {
  const message = { role: 'assistant', content: text, refusal: null };
  return {
    ...headOf(id, model, 'chat.completion'),
    choices: [{ index: 0, message, logprobs: null, finish_reason: 'stop' }],
  };
}

/** The whole text at once: the browser is read when it has finished. */
function eventsOf({ id, model, text }: Completion): string {
  const head = headOf(id, model, 'chat.completion.chunk');
  const choices = [
    { index: 0, delta: { role: 'assistant', content: text }, logprobs: null, finish_reason: null },
    { index: 0, delta: {}, logprobs: null, finish_reason: 'stop' },
  ];
  const events = choices.map((choice) => `data: ${JSON.stringify({ ...head, choices: [choice] })}\n\n`);
  return `${events.join('')}data: [DONE]\n\n`;
}

function headOf(id: string, model: string, object: string): object {
  return { id: `chatcmpl-${id}`, object, created: Math.floor(Date.now() / 1000), model };
}
