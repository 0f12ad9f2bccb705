import { replaceModel } from './replace-model.ts';

it.each([
  ['{"model":"a/b","seed":12345678901234567890}', '{"model":"x","seed":12345678901234567890}'],
  ['{ "n" : [ {"model":"a"} ] , "model" :\n"a\\"b" }', '{ "n" : [ {"model":"a"} ] , "model" :\n"x" }'],
  ['{"a":"model","model":"a","b":"\\\\"}', '{"a":"model","model":"x","b":"\\\\"}'],
  ['{"mod\\u0065l":"a"}', '{"mod\\u0065l":"x"}'],
  ['{"model":"a","model":"b"}', '{"model":"x","model":"x"}'],
  [
    '{"messages":[{"content":"\\"model\\":\\"a\\""}],"model":"a"}',
    '{"messages":[{"content":"\\"model\\":\\"a\\""}],"model":"x"}',
  ],
])('changes nothing but the model of %s', (body, renamed) => {
  expect(replaceModel(Buffer.from(body), 'x').toString()).toBe(renamed);
});
