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
No value of the event is shown. - is standard input.

Examples:
  tributary pattern test rule.json event.json
  aws events describe-rule --name my-rule --query EventPattern --output text | tributary pattern test - event.json

Exit codes: 0 it matches, 1 it does not, 2 usage, or a file that is no pattern or no event.`;

const explainHelp = `
Without --contract the contract is the one that the pattern names by its detail-type; without that, any event will do.
- is standard input.

Examples:
  tributary pattern explain rule.json
  tributary pattern explain rule.json --contract PatientRecordChanged.v1 --format json

Exit codes: 0 some event matches, 1 none matches it or a part of it, or that is unknown, 2 usage, or a file that is no pattern.`;

/** Adds `tributary pattern test` and `tributary pattern explain`. */
export function register(program: Command): void {
  const pattern = program
    .command("pattern")
    .description("Event patterns: does it match this event, and what does it match?");
  const format = () => new Option("--format <format>", "how findings are written").choices(diagnosticFormats);
  pattern
    .command("test")
    .description("Which part of a pattern fails for an event")
    .argument("<pattern-file>", "the pattern, as JSON")
    .argument("<event-file>", "the event as EventBridge brings it to rules, as JSON")
    .addOption(format())
    .addHelpText("after", testHelp)
    .action((file: string, event: string, options: Options) =>
      runCommand(() => told(() => test(file, event, options))),
    );
  pattern
    .command("explain")
    .description("What a pattern matches, with an event that does and one that does not")
    .argument("<pattern-file>", "the pattern, as JSON")
    .option("--contract <detail-type>", "among the events of this contract")
    .option("--contracts <folder>", "contracts folder, or its asyncapi.yaml (default: contracts)")
    .option("--config <file>", "configuration (default: tributary.config.ts or .json, if there)")
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

/** A text that is not what it should be becomes one line with its place. */
async function told<Result>(run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    throw error instanceof UnusableText ? new UsageError(error.message, { cause: error }) : error;
  }
}
