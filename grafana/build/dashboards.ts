import type { Settings } from '../../prometheus/generate/settings.ts';
import { admission } from './dashboards/admission.ts';
import { alerts } from './dashboards/alerts.ts';
import { containers } from './dashboards/containers.ts';
import { database } from './dashboards/database.ts';
import { host } from './dashboards/host.ts';
import { iolog } from './dashboards/iolog.ts';
import { overview } from './dashboards/overview.ts';
import { pipeline } from './dashboards/pipeline.ts';
import { processDashboard } from './dashboards/process.ts';
import { profilesChats } from './dashboards/profiles-chats.ts';
import { providers } from './dashboards/providers.ts';
import { slo } from './dashboards/slo.ts';
import { telemetry } from './dashboards/telemetry.ts';
import { upstream } from './dashboards/upstream.ts';
import type { Dashboard } from './panel.ts';

export function dashboards(settings: Settings): Dashboard[] {
  return [
    overview,
    pipeline,
    containers,
    upstream,
    profilesChats,
    admission,
    providers,
    iolog,
    database,
    processDashboard,
    host(settings),
    slo(settings),
    telemetry,
    alerts,
  ];
}
