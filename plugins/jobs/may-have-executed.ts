import { type ExchangeEvent, type Journal, notes } from 'glassgate/plugin-api';

/** Transport failures after which the worker has certainly not begun with the message. */
const neverArrived = new Set<ExchangeEvent['failure']>(['refused', 'dns', 'connect_timeout']);

/** May a worker have executed what the client sent? A start prompt is the gateway's own, and a 4xx is a refusal. */
export function mayHaveExecuted({ method, status, failure }: ExchangeEvent, journal: Journal): boolean {
  if (method !== 'POST' || journal.latest(notes.startPrompt)?.isUnderWay === true) return false;
  if (status === null) return !neverArrived.has(failure);
  return status < 400 || status >= 500;
}
