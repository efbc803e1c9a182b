import { parseJsonObject } from "../../../kernel/parse-json.ts";
import type { CloudContext } from "../../../kernel/service.ts";
import { archiveEvent } from "../archives/archive-event.ts";
import { busExists } from "../buses/find-bus.ts";
import { routeEvent } from "../delivery/route-event.ts";
import { busName } from "../event-arns.ts";
import { writeEvent } from "./event.ts";

/** An event of an AWS service. `detail` is a JSON object's text, `time` in seconds since the epoch. */
export interface ServiceEvent {
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: string;
  readonly time: number;
}

/**
 * Puts an event of an AWS service on a bus, by name or ARN, joining the caller's transaction: unlike PutEvents it may have
 * a source of `aws.`. Returns why the bus did not take it; undefined when it did.
 */
export function putServiceEvent(context: CloudContext, nameOrArn: string, event: ServiceEvent): string | undefined {
  const { source, detailType, resources, detail, time } = event;
  const entry = {
    Source: source,
    DetailType: detailType,
    Resources: resources,
    Detail: detail,
    EventBusName: nameOrArn,
  };
  const fault = context.faults.entry?.("events", "PutEvents", entry);
  if (fault) return fault.code;
  const bus = busName(context, nameOrArn);
  if (bus === undefined || !busExists(context, bus)) return "ResourceNotFoundException";
  const parsed = parseJsonObject(detail);
  if (!parsed) return "MalformedDetail";
  const written = writeEvent(context, { source, detailType, detail, parsed, resources, time });
  context.report({ kind: "events:accepted", name: bus, count: 1, bodies: () => [written.text] });
  archiveEvent(context, bus, written);
  routeEvent(context, bus, written, 0);
  return undefined;
}
