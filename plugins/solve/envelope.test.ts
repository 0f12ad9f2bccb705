import { GlassgateError, notes } from 'glassgate/plugin-api';
import { makeCall } from 'glassgate/testing';
import { failureEnvelope, refusalEnvelope, successEnvelope } from './envelope.ts';

const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);

describe('the envelope', () => {
  it('of a success says where the request went', () => {
    const call = makeCall({ requestId: 'r1' });
    call.note(notes.job, { jobId: 'j1' });
    call.note(notes.profile, { profileId: 'p1', proxyId: 's1', proxyUrl: 'socks5://u:secret@h:1' });
    for (const containerId of ['c1', 'c2', 'c1']) call.note(notes.container, { containerId });
    call.note(notes.chat, { chatSessionId: 1, chatId: undefined, pageUrl: 'https://chat.qwen.ai/' });
    call.note(notes.chat, { chatSessionId: 1, chatId: 'x', pageUrl: 'https://chat.qwen.ai/c/x' });

    const envelope = successEnvelope(
      { text: 'hello', raw: [] },
      { journal: call.journal, promptId: 'default', attempts: null },
    );

    expect(envelope).toEqual({
      ok: true,
      final: { text: 'hello' },
      error: null,
      attempts: null,
      meta: {
        job_id: 'j1',
        request_id: 'r1',
        prompt_id_selected: 'default',
        fanout_requested: 1,
        container_ids_used: ['c1', 'c2'],
        profile_id: 'p1',
        socks_id: 's1',
        socks_url: 'socks5://u:***@h:1',
        chat_ids_used: ['x'],
        page_url: 'https://chat.qwen.ai/c/x',
        trace_id: null,
        queue: null,
        started_at: instant,
        finished_at: instant,
      },
    });
  });

  it('of a failure shows code, message and details, and the same meta', () => {
    const error = new GlassgateError('CONTAINER_BUSY', 'No container.', {
      details: { considered: [] },
      cause: new Error('secret'),
    });
    const { journal } = makeCall();
    const envelope = failureEnvelope(error, { journal, promptId: 'short', attempts: [] });
    expect(envelope).toMatchObject({
      ok: false,
      final: null,
      error: { code: 'CONTAINER_BUSY', message: 'No container.', details: { considered: [] } },
      attempts: [],
      meta: {
        job_id: '',
        prompt_id_selected: 'short',
        container_ids_used: [],
        profile_id: null,
        socks_url: null,
      },
    });
    expect(JSON.stringify(envelope)).not.toContain('secret');
  });

  it('of a request that never became a solve has the same keys, with nothing in them', () => {
    const error = new GlassgateError('INVALID_REQUEST', 'No.');
    const { journal } = makeCall();
    const refused = refusalEnvelope(error, {
      requestId: 'r9',
      traceId: 't9',
      promptId: 'p',
      startedAt: new Date(0),
    });
    expect(refused).toMatchObject({
      ok: false,
      error: { code: 'INVALID_REQUEST' },
      meta: { request_id: 'r9', trace_id: 't9', job_id: '', started_at: '1970-01-01T00:00:00.000000+00:00' },
    });
    expect(Object.keys(refused)).toEqual(
      Object.keys(failureEnvelope(error, { journal, promptId: 'p', attempts: null })),
    );
  });
});
