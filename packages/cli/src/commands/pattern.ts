import {
  type DiagnosticFormat,
  diagnosticFormats,
  formatDiagnostics,
  isDocument,
} from "@tributary/contract-tools/format-diagnostics";
import { explainPattern } from "@tributary/contract-tools/pattern/explain-pattern";
import { hasMoreThan, PATTERN_QUOTA, USUAL_PATTERN } from "@tributary/contract-tools/pattern/pattern-length";
import { readEvent } from "@tributary/contract-tools/pattern/read-event";
import { readPattern } from "@tributary/contract-tools/pattern/read-pattern";
import { testPattern } from "@tributary/contract-tools/pattern/test-pattern";
import { UnusableText } from "@tributary/contract-tools/pattern/unusable-text";
import { type Command, Option } from "commander";
import { askedFormat } from "../asked-format.ts";
import { explanationText } from "../explanation-text.ts";
import { patternEvents } from "../pattern-events.ts";
import { readInput } from "../read-input.ts";
import { runCommand, UsageError } from "../run-command.ts";
import { say } from "../say.ts";

interface Options {
  readonly format?: DiagnosticFormat;
}

interface ExplainOptions extends Options {
  readonly contract?: string;
  readonly contracts?: string;
  readonly config?: string;
}

const testHelp = `
Never prints a value of the event. Use - for standard input.

Examples:
  npx tributary pattern test rule.json event.json
  aws events describe-rule --name my-rule --query EventPattern --output text | npx tributary pattern test - event.json

Exit codes: 0 matches, 1 does not match, 2 usage, or a file that is not a pattern or not an event.`;

const explainHelp = `
Without --contract, the pattern's detail-type selects the contract; without either, any event qualifies.
Use - for standard input.

Examples:
  npx tributary pattern explain rule.json
  npx tributary pattern explain rule.json --contract PatientRecordChanged.v1 --format json

Exit codes: 0 an event matches, 1 no event matches the pattern or a part of it, or that is unknown, 2 usage, or a file that is
not a pattern.`;

/** Adds `tributary pattern test` and `tributary pattern explain`. */
export function register(program: Command): void {
  const pattern = program.command("pattern").description("Test and explain event patterns");
  const format = () => new Option("--format <format>", "format of the findings").choices(diagnosticFormats);
  pattern
    .command("test")
    .description("Tell which part of a pattern rejects an event")
    .argument("<pattern-file>", "the pattern, as JSON")
    .argument("<event-file>", "the whole event, envelope included, as JSON")
    .addOption(format())
    .addHelpText("after", testHelp)
    .action((file: string, event: string, options: Options) =>
      runCommand(() => told(() => test(file, event, options))),
    );
  pattern
    .command("explain")
    .description("Show what a pattern matches, with an event that matches and one that does not")
    .argument("<pattern-file>", "the pattern, as JSON")
    .option("--contract <detail-type>", "choose the events from this contract")
    .option("--contracts <folder>", "contracts folder, or its asyncapi.yaml (default: contracts)")
    .option("--config <file>", "configuration (default: tributary.config.ts or .json, if present)")
    .addOption(format())
    .addHelpText("after", explainHelp)
    .action((file: string, options: ExplainOptions) => runCommand(() => told(() => explain(file, options))));
}

async function test(file: string, eventFile: string, options: Options): Promise<number> {
  if (file === "-" && eventFile === "-") throw new UsageError("only one of the two can be standard input");
  const pattern = readPatternInput(file);
  const input = readInput(eventFile);
  const found = testPattern(pattern, readEvent(input.name, input.text));
  const format = askedFormat(options.format);
  if (found.length > 0 || isDocument(format)) process.stdout.write(formatDiagnostics(found, format));
  else say("the event matches\n");
  return found.length > 0 ? 1 : 0;
}

async function explain(file: string, options: ExplainOptions): Promise<number> {
  const pattern = readPatternInput(file);
  const kind = await patternEvents(pattern.pattern, options);
  const explanation = explainPattern(pattern, kind);
  process.stdout.write(explanationText(explanation, kind, askedFormat(options.format)));
  return explanation.diagnostics.length === 0 ? 0 : 1;
}

function readPatternInput(file: string) {
  const { name, text } = readInput(file);
  const pattern = readPattern(name, text);
  if (hasMoreThan(text, USUAL_PATTERN)) {
    say(`the pattern has more than ${USUAL_PATTERN} characters: it needs a raised quota (${PATTERN_QUOTA})\n`);
  }
  return pattern;
}

/** Turns a malformed text into one line with its place. */
async function told<Result>(run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    throw error instanceof UnusableText ? new UsageError(error.message, { cause: error }) : error;
  }
}
