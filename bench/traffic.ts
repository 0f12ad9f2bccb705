/** What the load generator sends, over and over. */
export interface Traffic {
  readonly name: string;
  readonly body: string;
}

const text = 'What does the gateway cost? '.repeat(8);

/** `{profile}` is another one on each connection, so that no request waits for a lock. */
export const solving: Traffic = {
  name: 'solve',
  body: JSON.stringify({ input: { text }, options: { profile_id: '{profile}' } }),
};

const conversation = { model: 'gpt-bench', messages: [{ role: 'user', content: text }] };

export const completing: Traffic = { name: 'passthrough', body: JSON.stringify(conversation) };

export const streaming: Traffic = {
  name: 'streaming',
  body: JSON.stringify({ ...conversation, stream: true }),
};
