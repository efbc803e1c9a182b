import { byArn, functionOf, numberAt, ofType, textAt } from "../find.ts";
import type { DeploymentRule } from "../refusal.ts";

/** Seconds, where the program says nothing. */
const DEFAULTS = { visibilityTimeout: 30, functionTimeout: 3 };

/** A queue hides a message at least as long as the function that reads it may take; Lambda advises six times as long. */
export const visibility: DeploymentRule = resources =>
  ofType(resources, "mapping").flatMap(mapping => {
    const queue = byArn(resources, "queue", textAt(mapping, "eventSourceArn"));
    const reader = functionOf(resources, mapping);
    if (queue === undefined || reader === undefined) return [];
    const hidden = numberAt(queue, "visibilityTimeoutSeconds", DEFAULTS.visibilityTimeout);
    const timeout = numberAt(reader, "timeout", DEFAULTS.functionTimeout);
    if (hidden >= timeout) return [];
    return [
      {
        rule: "visibility-too-short",
        resource: queue,
        path: ["visibilityTimeoutSeconds"],
        problem: `is ${hidden}, but ${reader.name}, which reads it, may take ${timeout} seconds; AWS asks for as many, and advises ${6 * timeout}`,
        page: "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html",
      },
    ];
  });
