export { buildGateway, type SolveReply, type TestGateway, type TestGatewayOptions } from './build-gateway.ts';
export type { ChildProgram, LogLine } from './child-program.ts';
export { type CollectedSpans, collectSpans } from './collect-spans.ts';
export { type GatewayProcess, type GatewayProcessOptions, startGatewayProcess } from './gateway-process.ts';
export {
  completionEvents,
  type ProviderRequest,
  type ProviderTurn,
  sendError,
  startLlmProvider,
  type TestProvider,
  type TestProviderOptions,
} from './llm-provider.ts';
export { type OtlpReceiver, startOtlpReceiver } from './otlp-receiver.ts';
export type { ReceivedEvent, ReceivedSpan } from './otlp-spans.ts';
export { type RawServer, startRawServer } from './raw-server.ts';
export { readRows } from './read-rows.ts';
export { makeTempDir, type TempDir } from './temp-dir.ts';
export { makeCall } from './test-call.ts';
export { makeContainer, openExchange, type TestExchange, type TestExchangeOptions } from './test-exchange.ts';
export { openTestStore, type TestStore } from './test-store.ts';
export { startWorker, type TestWorker, type WorkerOptions } from './worker.ts';
export type { ChatMessage, WorkerLedger } from './worker-ledger.ts';
export type { WorkerPost } from './worker-post.ts';
export { startWorkerProcess } from './worker-program.ts';
export type { WorkerRule, WorkerScript } from './worker-script.ts';
