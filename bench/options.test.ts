import { parseOptions } from './options.ts';

describe('parseOptions', () => {
  it('measures the solves of all systems at three loads when told nothing', () => {
    expect(parseOptions([])).toMatchObject({
      suite: 'solve',
      seconds: 5,
      rounds: 3,
      connections: [1, 16, 128],
    });
  });

  it('reads lists', () => {
    const options = parseOptions(['--connections', '1,8', '--only', 'direct, glassgate']);
    expect(options).toMatchObject({ connections: [1, 8], only: ['direct', 'glassgate'] });
  });

  it.each([[['--rounds', 'many']], [['--connections', '0']], [['--faster', '1']], [['--suite', 'x']]])(
    'refuses %j',
    (args) => {
      expect(() => parseOptions(args)).toThrow();
    },
  );
});
