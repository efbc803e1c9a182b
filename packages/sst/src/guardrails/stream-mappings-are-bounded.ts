import { bounded, day } from "./bounded.ts";
import { streamMappings } from "./event-sources.ts";
import { at, type Guardrail, numberAt, unless } from "./graph-view.ts";

/** Every mapping of a stream starts at the oldest record, isolates a bad one, gives up in time, and keeps failed batches. */
export const streamMappingsAreBounded: Guardrail = graph =>
  unless(
    streamMappings(graph),
    ({ inputs }) =>
      inputs.startingPosition === "TRIM_HORIZON" &&
      inputs.bisectBatchOnFunctionError === true &&
      ((inputs.functionResponseTypes ?? []) as string[]).includes("ReportBatchItemFailures") &&
      bounded(numberAt(inputs, "maximumRetryAttempts"), 100) &&
      bounded(numberAt(inputs, "maximumRecordAgeInSeconds"), day - 1) &&
      String(at(inputs, "destinationConfig", "onFailure", "destinationArn")).startsWith("arn:aws:s3:::"),
    "can lose a change or block its shard for ever",
  );
