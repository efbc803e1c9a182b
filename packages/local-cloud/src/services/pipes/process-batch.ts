import { AwsError } from "../../kernel/aws-error.ts";
import type { CloudContext } from "../../kernel/service.ts";
import type { Outcome } from "../../polling/decide.ts";
import { invokeFunction } from "../lambda/invoke-function.ts";
import { type Delivery, deliver } from "./deliver.ts";
import { holdPipe } from "./hold-pipe.ts";
import { fillTemplate, type ReservedVariables } from "./input-template.ts";
import type { Pipe } from "./pipe-store.ts";
import { busEntry } from "./prepare-entries.ts";

/** A record of a pipe's source: of a stream or a queue. */
export interface PipeItem {
  readonly record: unknown;
  /** The record as JSON, as it is sent. */
  readonly json: string;
  /** How a target names it in a partial batch response: sequence number or message id. */
  readonly sequence: string;
}

/** Passes a batch through enrichment to the target. A partly delivered batch continues with the rest. */
export async function processBatch(
  context: CloudContext,
  pipe: Pipe,
  items: readonly PipeItem[],
  carry: Delivery | undefined,
): Promise<Outcome> {
  const ids = pipe.Enrichment ? undefined : items.map(item => item.sequence);
  try {
    if (carry) return await deliver(context, pipe, carry, ids);
    const reserved = reservedVariables(context, pipe);
    const events = pipe.Enrichment ? await enrich(context, pipe, items, reserved) : items.map(item => item.record);
    if (events === undefined) return { kind: "failed", from: 0 };
    if (events.length === 0) return { kind: "succeeded" };
    return await deliver(context, pipe, prepare(pipe, events, reserved), ids);
  } catch (error) {
    // A missing target, a throttled call or a path that leads nowhere counts as a failed attempt.
    if (error instanceof AwsError) return { kind: "failed", from: 0 };
    throw error;
  }
}

/** What the enrichment makes of the records; undefined when it failed. Nothing, `{}` and `[]` leave nothing to deliver. */
async function enrich(
  context: CloudContext,
  pipe: Pipe,
  items: readonly PipeItem[],
  reserved: ReservedVariables,
): Promise<unknown[] | undefined> {
  const template = pipe.EnrichmentParameters?.InputTemplate;
  const inputs = items.map(item => (template ? asJson(fillTemplate(template, item.record, reserved)) : item.json));
  holdPipe(context, pipe, "lambda", "Invoke", { FunctionName: pipe.Enrichment });
  const answer = await invokeFunction(context, pipe.Enrichment ?? "", `[${inputs.join(",")}]`);
  if (answer.functionError) return undefined;
  const output: unknown = JSON.parse(answer.payload);
  if (Array.isArray(output)) return output;
  const empty = output === null || output === "" || (typeof output === "object" && Object.keys(output).length === 0);
  return empty ? [] : [output];
}

function prepare(pipe: Pipe, events: readonly unknown[], reserved: ReservedVariables): Delivery {
  const template = pipe.TargetParameters?.InputTemplate;
  const bodyOf = (event: unknown) => (template ? fillTemplate(template, event, reserved) : JSON.stringify(event));
  const service = pipe.Target.split(":")[2];
  if (service !== "events") {
    const bodies = events.map(event => (service === "lambda" ? asJson(bodyOf(event)) : bodyOf(event)));
    return { kind: "bodies", bodies };
  }
  // AWS's defaults for absent target parameters: seen in the user guide's examples, not specified.
  const defaults = { DetailType: `Event from aws:${pipe.Source.split(":")[2]}`, Source: `Pipe ${pipe.Name}` };
  const parameters = pipe.TargetParameters?.EventBridgeEventBusParameters;
  return {
    kind: "entries",
    entries: events.map(event => busEntry(pipe.Target, parameters, event, bodyOf(event), defaults)),
  };
}

function reservedVariables(context: CloudContext, pipe: Pipe): ReservedVariables {
  return {
    "aws.pipes.pipe-arn": pipe.Arn,
    "aws.pipes.pipe-name": pipe.Name,
    "aws.pipes.source-arn": pipe.Source,
    "aws.pipes.enrichment-arn": pipe.Enrichment,
    "aws.pipes.target-arn": pipe.Target,
    "aws.pipes.event.ingestion-time": new Date(context.clock.now()).toISOString(),
  };
}

/** A filled template as JSON: free text becomes a string. */
function asJson(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    return JSON.stringify(text);
  }
}
