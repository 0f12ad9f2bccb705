import { GlassgateError, notes, type SolveRequest } from 'glassgate/plugin-api';
import { makeCall, openTestStore } from 'glassgate/testing';
import { JobLedger } from './job-ledger.ts';
import { RunningJobs } from './running-jobs.ts';
import { type AttemptRow, jobsTable } from './tables.ts';

const prompt = { id: 'default', defaultMaxChatUses: 50, text: async () => '' };
const request: SolveRequest = {
  promptId: 'default',
  profileId: undefined,
  proxyOverride: undefined,
  text: 'hi',
  image: { base64: 'QUJD', extension: 'png' },
  forceNewChat: false,
  maxChatUses: undefined,
  chatUrl: undefined,
};

const attempt = { attempt_id: 'a1', container_id: 'c2', attempt: 1, started_at: 'now' } as AttemptRow;

async function openLedger() {
  const opened = await openTestStore(jobsTable);
  const running = new RunningJobs();
  const jobs = new JobLedger({ repository: opened.store.table(jobsTable), running });
  const call = makeCall();
  return {
    jobs,
    running,
    call,
    row: async () => {
      await opened.store.committed();
      const [row] = await opened.store.table(jobsTable).find({ where: { job_id: call.journal.runId } });
      return row;
    },
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

describe('JobLedger', () => {
  it('opens a row that is running and holds the text but not the image', async () => {
    await using world = await openLedger();
    world.jobs.open(world.call.journal, { request, prompt });
    const row = await world.row();
    expect(row).toMatchObject({
      request_id: 'request-1',
      prompt_id: 'default',
      decision_mode: 'multi',
      fanout_requested: 1,
      input_text: 'hi',
      input_image_present: 1,
      input_image_ext: 'png',
      status: null,
      finished_at: null,
    });
    expect(JSON.stringify(row)).not.toContain('QUJD');
  });

  it('says where a running job is', async () => {
    await using world = await openLedger();
    const { jobs, call } = world;
    jobs.open(call.journal, { request, prompt });
    call.note(notes.profile, { profileId: 'p1', proxyId: 's1', proxyUrl: undefined });
    call.note(notes.container, { containerId: 'c1' });
    jobs.started(call.journal, attempt);
    expect(await world.row()).toMatchObject({
      profile_id: 'p1',
      socks_id: 's1',
      container_ids_used_json: '["c1","c2"]',
      open_attempt_json: '{"attempt_id":"a1","container_id":"c2","attempt":1,"started_at":"now"}',
      may_have_executed: 1,
      status: null,
    });
  });

  it('says that a container was left again, unless the row is closed', async () => {
    await using world = await openLedger();
    const { jobs, call } = world;
    const left = { open_attempt_json: null, may_have_executed: 0 };
    jobs.open(call.journal, { request, prompt });
    jobs.started(call.journal, attempt);
    jobs.left(call.journal);
    expect(await world.row()).toMatchObject(left);

    jobs.started(call.journal, attempt);
    world.running.get(call.journal.runId)?.attemptStarted(1, 'c2');
    jobs.fail(call.journal, new GlassgateError('DEADLINE_EXCEEDED', 'Late.'));
    jobs.left(call.journal);
    expect(await world.row()).toMatchObject({ ...left, may_have_executed: 1 });
  });

  it('closes a row that succeeded with the answer, the decisions and the timeline', async () => {
    await using world = await openLedger();
    const { jobs, call } = world;
    jobs.open(call.journal, { request, prompt });
    call.decide({ subject: 'chat', chosen: '1', reason: 'new', considered: [] });
    call.note(notes.container, { containerId: 'c1' });
    jobs.succeed(call.journal, { text: 'hello', raw: [{ text: 'hello', socks: 'http://u:secret@h' }] });
    expect(await world.row()).toMatchObject({
      status: 'succeeded',
      result_text: 'hello',
      result_raw_json: '{"text":"hello","socks":"http://u:***@h"}',
      container_ids_used_json: '["c1"]',
      error_code: null,
      error_message: null,
      decisions_json: expect.stringContaining('"subject":"chat"'),
      finished_at: expect.any(String),
    });
  });

  it('closes a row that failed with a message that is never empty and holds no password', async () => {
    await using world = await openLedger();
    const { jobs, call } = world;
    jobs.open(call.journal, { request, prompt });
    jobs.fail(
      call.journal,
      new GlassgateError('UPSTREAM_ERROR', '', { details: { url: 'http://u:secret@h' } }),
    );
    expect(await world.row()).toMatchObject({
      status: 'failed',
      result_text: null,
      result_raw_json: null,
      error_code: 'UPSTREAM_ERROR',
      error_message: 'UPSTREAM_ERROR',
      error_details_json: '{"url":"http://u:***@h"}',
      finished_at: expect.any(String),
    });
  });

  it('says of a job that succeeds nothing of a failure that another program had written', async () => {
    await using world = await openLedger();
    const { jobs, call } = world;
    jobs.open(call.journal, { request, prompt });
    jobs.fail(call.journal, new GlassgateError('INTERNAL_ERROR', 'interrupted by restart'));
    expect(await world.row()).toMatchObject({ status: 'failed', error_code: 'INTERNAL_ERROR' });

    jobs.succeed(call.journal, { text: 'done', raw: [] });
    const nothing = { error_code: null, error_message: null, error_details_json: null };
    expect(await world.row()).toMatchObject({ status: 'succeeded', ...nothing });
  });
});
