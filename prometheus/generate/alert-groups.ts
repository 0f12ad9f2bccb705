import { admissionAlerts } from './alerts/admission.ts';
import { alertingAlerts } from './alerts/alerting.ts';
import { containerAlerts } from './alerts/containers.ts';
import { databaseAlerts } from './alerts/database.ts';
import { gatewayAlerts } from './alerts/gateway.ts';
import { hostAlerts } from './alerts/host.ts';
import { ioLogAlerts } from './alerts/io-log.ts';
import { processAlerts } from './alerts/process.ts';
import { profileAlerts } from './alerts/profiles.ts';
import { providerAlerts } from './alerts/providers.ts';
import { telemetryAlerts } from './alerts/telemetry.ts';
import { upstreamAlerts } from './alerts/upstream.ts';
import type { AlertGroup } from './rule.ts';

/** All alerts except those of the objectives, which have a shape of their own. */
export const alertGroups: readonly AlertGroup[] = [
  gatewayAlerts,
  containerAlerts,
  profileAlerts,
  admissionAlerts,
  upstreamAlerts,
  providerAlerts,
  ioLogAlerts,
  databaseAlerts,
  processAlerts,
  hostAlerts,
  telemetryAlerts,
  alertingAlerts,
];
