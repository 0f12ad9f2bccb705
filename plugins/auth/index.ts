import { authenticator, definePlugin } from 'glassgate/plugin-api';
import { authConfig } from './config.ts';
import { Gatekeeper, refusalReasons } from './gatekeeper.ts';

/** Asks callers for the keys in the configuration. */
export default definePlugin({
  name: 'auth',
  config: authConfig,
  setup({ config, metrics, provide }) {
    const refusals = metrics.counter({
      name: 'refusals_total',
      help: 'Requests refused for their key: missing, malformed, unknown, role or closed.',
      labels: ['reason'],
    });
    for (const reason of refusalReasons) refusals.increment({ reason }, 0);
    const gatekeeper = new Gatekeeper(config.auth, {
      onRefusal: (reason) => refusals.increment({ reason }),
    });
    provide(authenticator, gatekeeper);
    return { reload: ({ auth }) => gatekeeper.reload(auth) };
  },
});
