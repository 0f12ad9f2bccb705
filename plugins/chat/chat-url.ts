/** The address of a chat that does not exist yet. */
export const rootUrl = 'https://chat.qwen.ai/';
