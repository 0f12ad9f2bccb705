import { defineService } from '../plugin-api/service.ts';
import { ServiceRegistry } from './service-registry.ts';

interface Greeter {
  greet(): string;
}

const silence: Greeter = { greet: () => '' };
const greeter = defineService<Greeter>('greeter', silence);

describe('a service that has something to use instead', () => {
  it('can be used when nobody offers it', () => {
    const services = new ServiceRegistry();
    const use = services.useFor('reader');
    expect(use(greeter)()).toBe(silence);
    expect(services.problems()).toEqual([]);
  });

  it('is the one that a plugin offers, where one does', () => {
    const services = new ServiceRegistry();
    const found = services.useFor('reader')(greeter);
    const hello: Greeter = { greet: () => 'hello' };
    services.provideFor('writer')(greeter, hello);
    expect(found()).toBe(hello);
  });

  it('is still refused without anything to use instead', () => {
    const services = new ServiceRegistry();
    services.useFor('reader')(defineService<Greeter>('greeter'));
    expect(services.problems()).toEqual(["Plugin 'reader' uses 'greeter', but no plugin offers it."]);
  });
});
