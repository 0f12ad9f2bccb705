import { type CallContext, notes } from 'glassgate/plugin-api';
import type { ChosenChat } from './choose-chat.ts';

/** Puts down which chat a request uses and why: in its job, in its trace and in the log. */
export function tellChoice(call: CallContext, { row, operation, reason, spent }: ChosenChat): void {
  const id = String(row.id);
  call.decide({ subject: 'chat', chosen: id, reason, considered: [{ id, verdict: 'chosen', reason }] });
  call.annotate({
    'glassgate.chat.session_id': row.id,
    'glassgate.chat.operation': operation,
    'glassgate.chat.uses': row.uses_count,
  });
  const isReused = operation !== 'create';
  call.annotateRun({ 'glassgate.chat.reused': isReused });
  call.note(notes.chatChoice, { isReused });
  if (spent !== undefined) {
    call.event('chat.rotated', { chat_session_id: spent.id, uses: spent.uses_count, followed_by: row.id });
  }
  if (!isReused) {
    call.event('chat.created', { chat_session_id: row.id });
    return;
  }
  call.event('chat.reused', { chat_session_id: row.id, uses: row.uses_count });
  if (row.created_trace === null || row.created_span === null) return;
  const creator = { traceId: row.created_trace, spanId: row.created_span };
  call.link(creator, { 'glassgate.link': 'chat creator' });
}
