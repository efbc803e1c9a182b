import { EVENT_ENVELOPE_BYTES } from "@tributary/contract/hop-limits";
import { finding } from "../check/finding.ts";
import { schemaSet } from "../schema/schema-closure.ts";
import { worstCaseSize } from "../schema/worst-case-size.ts";
import type { ContractModel, EventModel } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { ofType, type Wiring } from "./read-wiring.ts";
import { routesOf } from "./routes.ts";

interface Hop {
  readonly name: string;
  readonly bytes: number;
}

/**
 * What one event may take at a hop, in bytes. The user guide of EventBridge and of Pipes says 256 KB; newer notes of some
 * partners say 1 MiB for the bus (seen 2026-11-20), so the older, smaller figure stands.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html
 */
const busLimit = 256 * 1024;
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const queueLimit = 256 * 1024;

/** Whether the largest event that a contract allows passes every hop; the message names the tightest. */
export function checkSizes({ events, schemas }: ContractModel, wiring: Wiring): Diagnostic[] {
  const set = schemaSet(schemas);
  return events.flatMap(event => {
    const { schema, detailType, source, claimCheck } = event;
    // What is too large travels by claim check.
    if (claimCheck) return [];
    const size = worstCaseSize(schema.schema, schema.id, set) + detailType.length + source.length;
    // An event without a bound is reported where its fields are.
    if (!Number.isFinite(size)) return [];
    const tightest = hopsOf(event, wiring).reduce((least, hop) => (hop.bytes < least.bytes ? hop : least));
    if (size <= tightest.bytes) return [];
    const message = `${detailType} may have ${size} bytes, more than the ${tightest.bytes} that ${tightest.name} accepts`;
    const fix =
      "lower maxLength or maxItems, state x-delivery.claimCheck: true on the send operation, or accept that larger events are quarantined as oversize";
    return [finding("event-size", schema.source, "", message, { fix })];
  });
}

function hopsOf(event: EventModel, wiring: Wiring): [Hop, ...Hop[]] {
  const queues = routesOf(wiring, event).flatMap(({ queue }) => {
    if (queue === undefined) return [];
    const { maxMessageSize } = queue.inputs;
    const limit = typeof maxMessageSize === "number" ? maxMessageSize : queueLimit;
    return [{ name: `the queue ${queue.name}`, bytes: limit - EVENT_ENVELOPE_BYTES }];
  });
  const pipes = ofType(wiring, "Pipe").map(({ name }) => ({ name: `the pipe ${name}`, bytes: busLimit }));
  return [{ name: "PutEvents", bytes: busLimit }, ...pipes, ...queues];
}
