import { defineMetrics, type Instruments } from 'glassgate/plugin-api';
import { severities } from './alert-message.ts';

/** What became of one attempt to send. */
const sendResults = ['ok', 'retry', 'refused'] as const;

/** Channels of the configuration, and receivers that its routes name; `_other` stands for all the rest. */
export const alertSets = {
  channels: { kind: 'alert channels', max: 16 },
  receivers: { kind: 'alert receivers', max: 16 },
} as const;

const channel = { channel: alertSets.channels };

export const alertMetrics = defineMetrics({
  received: {
    type: 'counter',
    name: 'received_total',
    help: 'Alerts in valid webhooks, repetitions included, by receiver and severity.',
    unit: 'alerts',
    moves: 'When a valid webhook arrives.',
    labels: { receiver: alertSets.receivers, severity: severities },
  },
  sent: {
    type: 'counter',
    name: 'sent_total',
    help: 'Attempts to send one message, by channel and result: ok, retry or refused.',
    unit: 'attempts',
    moves: 'When an attempt ends.',
    labels: { ...channel, result: sendResults },
  },
  sendSeconds: {
    type: 'histogram',
    name: 'send_seconds',
    help: 'Time of one attempt to send, however it ended.',
    unit: 'seconds',
    moves: 'When an attempt ends.',
    labels: channel,
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  },
  pending: {
    type: 'gauge',
    name: 'outbox_pending',
    help: 'Messages stored and not yet sent.',
    unit: 'messages',
    moves: 'With every scrape.',
    labels: channel,
  },
  dedup: {
    type: 'counter',
    name: 'dedup_total',
    help: 'Webhooks that repeated one accepted shortly before, and were not sent again.',
    unit: 'webhooks',
    moves: 'When such a webhook arrives.',
  },
  deadLetters: {
    type: 'counter',
    name: 'dead_letters_total',
    help: 'Messages given up: refused for good, or too old.',
    unit: 'messages',
    moves: 'When a message is given up.',
    labels: channel,
  },
  watchdogAge: {
    type: 'gauge',
    name: 'watchdog_age_seconds',
    help: 'Time since the alert that always fires was received; absent without alerts.dead_man.',
    unit: 'seconds',
    moves: 'With every scrape.',
  },
});

export type AlertMetrics = Instruments<typeof alertMetrics>;
