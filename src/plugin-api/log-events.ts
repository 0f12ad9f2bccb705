/** Every `event` that a line of the log may have, and when it is written. A plugin of others uses `plugin.<name>`. */
export const logEvents = {
  'gateway.started': 'The gateway listens.',
  'gateway.stopping': 'It was told to stop, and finishes what runs.',
  'gateway.stopped': 'Everything is closed.',
  'config.loaded': 'A changed configuration is in force.',
  'config.reload_failed': 'A changed configuration has mistakes; the former one stays.',
  'config.warning': 'Something in the configuration looks like a mistake.',
  'config.watch_failed': 'Changes of the file go unnoticed; SIGHUP still works.',
  'plugin.failed': 'A plugin failed to close.',
  'log.file_failed': 'The log file cannot be written.',
  'log.other': 'A line that names no event.',
  'telemetry.export_failed': 'The collector takes no spans.',
  'telemetry.export_recovered': 'It takes spans again.',
  'redaction.canary_failed': 'A sink would write secrets.',
  'request.failed': 'A request failed by a mistake of ours.',
  'request.refused': 'A request that no plugin answered was refused.',
  'solve.finished': 'One line per solve: what it was, where it went, how it ended, how long each stage took.',
  'solve.refused': 'A body that never became a solve.',
  'solve.crashed': 'The same, by a mistake of ours.',
  'glassgate.decision': 'A stage chose: what, and why.',
  'job.interrupted': 'Rows of a killed process were closed at the start.',
  'job.unstored': 'A client was answered before the row was on disk.',
  'upstream.retry': 'A message is sent to the same worker again.',
  'chat.given_up': 'A chat is not used again: its last message may have arrived.',
  'chat.start_prompt_missing': 'A chat was opened without a start prompt.',
  'chat.guests_cleared': 'A profile was unblocked.',
  'chat.archived': 'The chats of a profile were retired.',
  'chat.locked': 'An operator keeps the container of a chat.',
  'chat.unlocked': 'The operator gave it back.',
  'prompt.unreadable': 'The file of a start prompt cannot be read.',
  'selector.probe_failed': 'A background probe failed by a mistake of ours.',
  'status.chat_unreadable': 'The chat of a container cannot be read.',
  'store.available': 'The database takes rows again.',
  'store.unavailable': 'The database takes no rows.',
  'store.full': 'So many rows wait for the database that others are refused.',
  'store.row_refused': 'The database refused one row for good.',
  'store.rows_lost': 'Rows were still waiting when the gateway stopped.',
  'store.checkpoint_failed': 'The journal of the database could not be folded in.',
  'iolog.enabled': 'The I/O log is on, with these settings.',
  'iolog.disabled': 'It was switched off.',
  'iolog.overrides_ignored': 'Environment variables of it make no sense.',
  'iolog.dropped': 'Lines of it were lost.',
  'iolog.failed': 'It cannot be written.',
  'alert.started': 'Alerts are on, for these channels.',
  'alert.delayed': 'A message to people was not sent and is tried again.',
  'alert.given_up': 'A message to people is a dead letter.',
  'alert.sender_failed': 'A channel failed by a mistake of ours.',
  'alert.sweep_failed': 'Old messages cannot be forgotten.',
  'alert.dead_man': 'The watchdog alert stays away, or is back.',
  'alert.ping_failed': 'The dead man ping was not answered.',
  'selfcheck.mismatch': 'Metrics, rows, log lines and spans disagree.',
  'selfcheck.agreed': 'They agree again.',
  'selfcheck.failed': 'They could not be compared.',
} as const satisfies Readonly<Record<string, string>>;

export type LogEventName = keyof typeof logEvents;

declare module 'pino' {
  namespace pino {
    interface LogFnFields {
      /** A mistyped one does not compile. */
      readonly event?: LogEventName | `plugin.${string}`;
    }
  }
}
