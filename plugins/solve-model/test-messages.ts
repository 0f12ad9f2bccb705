import { GlassgateError } from 'glassgate/plugin-api';
import { parseCompletion } from './request.ts';

export const user = (content: unknown) => ({ role: 'user', content });
export const assistant = (content: unknown) => ({ role: 'assistant', content });
export const system = (content: unknown) => ({ role: 'system', content });
export const imageUrl = (url: unknown) => ({ type: 'image_url', image_url: { url } });
export const text = (said: unknown) => ({ type: 'text', text: said });

/** How a body is refused. */
export function refusal(body: unknown): GlassgateError {
  try {
    parseCompletion(body, 'default');
  } catch (error) {
    if (GlassgateError.is(error)) return error;
  }
  throw new Error('The body should have been refused.');
}
