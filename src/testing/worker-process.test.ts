import { startWorkerProcess } from './worker-program.ts';

describe('the worker program', () => {
  it('says where it listens, works, and stops on SIGTERM', async () => {
    await using program = await startWorkerProcess(['--id', 'w7', '--busy-format', 'flag']);

    const reply = await fetch(`${program.url}/status`);

    expect(program.lines).toEqual([{ event: 'listening', url: program.url, id: 'w7' }]);
    expect(await reply.json()).toMatchObject({ status: 'ok', busy: false });
    expect(await program.stop()).toBe(0);
  });

  it('ends with the text of its error when it cannot start', async () => {
    await expect(startWorkerProcess(['--nonsense'])).rejects.toThrow(/--nonsense/);
  });
});
