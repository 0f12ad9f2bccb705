import type { AlertNumbers, Settings } from './settings.ts';

type Texts = Readonly<Record<string, string>>;

/** As Prometheus reads them. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Texts;
}

export interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Texts;
  readonly annotations: Texts;
}

export interface RuleGroup<R> {
  readonly name: string;
  readonly rules: readonly R[];
}

/** What the expression of an alert is made of. */
export interface ExprParts {
  /** `job="glassgate"` */
  readonly job: string;
  /** `job="node"`: the node exporters. */
  readonly hostJob: string;
  readonly limit: number;
  readonly window: string;
  readonly used: number;
  readonly requests: number;
}

/** An alert without its numbers, which stand in slo.yaml. */
export interface AlertText {
  readonly alert: string;
  /** Uid of a dashboard without its `glassgate-`. */
  readonly dashboard: string;
  /** Titles of the panels on it to look at. The link of the alert leads to the first one, and all link to its page. */
  readonly panels: readonly [string, ...string[]];
  expr(parts: ExprParts): string;
  readonly summary: string;
  readonly description: string;
}

/** The alerts of one part of the gateway. */
export interface AlertGroup {
  readonly component: string;
  readonly alerts: readonly AlertText[];
}

/** The numbers of one alert. Asking for one that slo.yaml does not give is a mistake in either of them. */
export function exprParts(alert: string, { job, host_job, alerts }: Settings): ExprParts {
  const numbers: Partial<AlertNumbers> = alerts[alert] ?? {};
  const given = <T>(name: string, value: T | undefined): T => {
    if (value === undefined) throw new Error(`slo.yaml gives no '${name}' for ${alert}.`);
    return value;
  };
  return {
    job: `job="${job}"`,
    hostJob: `job="${host_job}"`,
    get limit() {
      return given('limit', numbers.limit);
    },
    get window() {
      return given('window', numbers.window);
    },
    get used() {
      return given('used', numbers.used);
    },
    get requests() {
      return given('requests', numbers.requests);
    },
  };
}
