import { type Question, readArguments, UsageError, usage } from './arguments.ts';
import { askGateway, exitCodes, NoAnswer } from './ask-gateway.ts';
import { createPaint, printable } from './paint.ts';
import { report } from './report.ts';

const usualWidth = 100;

try {
  const question = readArguments(process.argv.slice(2), process.env);
  process.stdout.write(question === undefined ? usage : await explained(question));
} catch (error) {
  process.exitCode = complain(error);
}

async function explained(question: Question): Promise<string> {
  const explanation = await askGateway(question);
  const { isTTY, columns = usualWidth } = process.stdout;
  const width = Math.min(Math.max(columns, 60), 200);
  const paint = createPaint(isTTY === true && !process.env['NO_COLOR']);
  return report(explanation, { width, paint, showsBodies: question.showsBodies });
}

function complain(error: unknown): number {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${printable(message)}\n`);
  if (error instanceof UsageError) {
    process.stderr.write(`\n${usage}`);
    return exitCodes.usage;
  }
  return error instanceof NoAnswer ? error.exitCode : exitCodes.unexpected;
}
