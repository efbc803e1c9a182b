import { bounded, day } from "./bounded.ts";
import { streamOf } from "./event-sources.ts";
import { at, type Guardrail, numberAt, resources, unless } from "./graph-view.ts";

/** Every pipe has dead letters, limits retries and age, and isolates a bad record. */
export const pipesAreBounded: Guardrail = graph =>
  unless(
    resources(graph, "Pipe"),
    pipe => {
      const stream = streamOf(pipe);
      return (
        at(stream, "deadLetterConfig", "arn") !== undefined &&
        bounded(numberAt(stream, "maximumRetryAttempts"), 100) &&
        bounded(numberAt(stream, "maximumRecordAgeInSeconds"), day) &&
        at(stream, "startingPosition") === "TRIM_HORIZON" &&
        at(stream, "onPartialBatchItemFailure") === "AUTOMATIC_BISECT"
      );
    },
    "can lose a change or block its shard for ever",
  );
