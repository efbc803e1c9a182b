import type { CloudContext, Engine } from "../../kernel/service.ts";
import { readerEngine } from "../../polling/reader-engine.ts";
import { type Pipe, pipes } from "./pipe-store.ts";
import { receiverOf, startPipeReaders } from "./start-pipe-readers.ts";

/** How long a dead process may still hold a queue's messages, in milliseconds: an enrichment of it would have ended. */
const RELEASE_AFTER = 10_000;

/** Runs the pipes that are to run, following their changes. */
export function pipeEngine(context: CloudContext): Engine {
  return readerEngine<Pipe>(context, {
    engine: "pipes",
    signal: "pipes:pipes",
    service: "pipes",
    all: () => pipes.all(context),
    isOn: pipe => pipe.DesiredState === "RUNNING",
    source: pipe => ({
      key: pipe.Name,
      sourceArn: pipe.Source,
      lanes: pipe.SourceParameters?.DynamoDBStreamParameters?.ParallelizationFactor ?? 1,
      receiver: receiverOf(pipe),
    }),
    start: pipe => startPipeReaders(context, pipe),
    releaseAfter: () => RELEASE_AFTER,
  });
}
