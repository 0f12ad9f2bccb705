import { definePlugin, services } from 'glassgate/plugin-api';
import { statusRoutes } from './status-routes.ts';

/** Shows operators the pool as it is at this moment. */
export default definePlugin({
  name: 'status',
  setup({ store, log, use }) {
    const containers = use(services.containerDirectory);
    const chats = use(services.chatDirectory);
    return { routes: statusRoutes({ containers, chats, log, sqlitePath: store.location }) };
  },
});
