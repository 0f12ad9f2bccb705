import { instanceId } from './instance-id.ts';

it('is one UUID for as long as the process lives', () => {
  expect(instanceId({})).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(instanceId({})).toBe(instanceId({ OTEL_RESOURCE_ATTRIBUTES: 'service.name=mine' }));
});

it.each([
  ['service.instance.id=gateway-1', 'gateway-1'],
  ['service.name=mine, service.instance.id = gateway-1', undefined],
  ['service.name=mine,service.instance.id=rack%2F7,deployment.environment.name=prod', 'rack/7'],
  ['service.instance.id=50%', '50%'],
])('is what the operator says in %s', (given, expected) => {
  expect(instanceId({ OTEL_RESOURCE_ATTRIBUTES: given })).toBe(expected ?? instanceId({}));
});
