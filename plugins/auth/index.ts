import { authenticator, definePlugin } from 'glassgate/plugin-api';
import { authConfig } from './config.ts';
import { Gatekeeper } from './gatekeeper.ts';
import { authMetrics } from './metrics.ts';

/** Asks callers for the keys in the configuration. */
export default definePlugin({
  name: 'auth',
  config: authConfig,
  metrics: authMetrics,
  setup({ config, metrics, provide }) {
    const { refusals } = metrics.declare(authMetrics);
    const gatekeeper = new Gatekeeper(config.auth, {
      onRefusal: (reason) => refusals.increment({ reason }),
    });
    provide(authenticator, gatekeeper);
    return { reload: ({ auth }) => gatekeeper.reload(auth) };
  },
});
