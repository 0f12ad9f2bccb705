import { defineSpans } from 'glassgate/plugin-api';

export const solveSpans = defineSpans({
  run: {
    'glassgate.prompt.id': { type: 'string', isAtStart: true, help: 'The start prompt that was asked for.' },
    'glassgate.profile.id': {
      type: 'string',
      isAtStart: true,
      help: 'The profile tried last; at the start only where the client names it.',
    },
    'glassgate.input.kind': { type: 'string', isAtStart: true, help: '`text`, `image` or `both`.' },
    'glassgate.input.chars': { type: 'int', isAtStart: true, help: 'Characters of the text.' },
    'glassgate.output.chars': { type: 'int', help: 'Characters of the answer; absent where there is none.' },
    'glassgate.container.ids': {
      type: 'string[]',
      help: 'The containers that were given a message; absent where none was.',
    },
  },
});
