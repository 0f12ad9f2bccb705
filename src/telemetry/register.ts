// Loaded with `node --import` before anything else, so that whatever main.ts imports can be instrumented.
import { autoInstrumentationModes, parseAutoInstrumentation } from './auto-instrumentation.ts';

if (process.env['OTEL_SDK_DISABLED']?.trim().toLowerCase() !== 'true') {
  const asked = process.env['GLASSGATE_AUTO_INSTRUMENTATION'];
  const mode = parseAutoInstrumentation(asked);
  if (mode === undefined) {
    const choices = autoInstrumentationModes.join(', ');
    process.stderr.write(`GLASSGATE_AUTO_INSTRUMENTATION is '${asked}' and must be one of: ${choices}.\n`);
    process.exit(1);
  }
  // Imported here only: a disabled SDK should not cost its loading either.
  const { startSdk } = await import('./start-sdk.ts');
  await startSdk(mode);
}
