import { AwsError } from "../../kernel/aws-error.ts";
import type { PipeTargetEventBridgeEventBusParameters } from "../../models/pipes-types.ts";
import type { PutEventsRequestEntry } from "../events/puts/put-entries.ts";
import { valueAt } from "./event-value.ts";

/** An entry for an event bus: the target's parameters, paths in them evaluated on the event, and the detail. */
export function busEntry(
  bus: string,
  parameters: PipeTargetEventBridgeEventBusParameters | undefined,
  event: unknown,
  detail: string,
  defaults: { readonly DetailType: string; readonly Source: string },
): PutEventsRequestEntry {
  const time = parameters?.Time === undefined ? undefined : Date.parse(textOf("Time", parameters.Time, event)) / 1000;
  if (time !== undefined && Number.isNaN(time)) throw invalidParameter("Time");
  return {
    EventBusName: bus,
    DetailType: textOf("DetailType", parameters?.DetailType ?? defaults.DetailType, event),
    Source: textOf("Source", parameters?.Source ?? defaults.Source, event),
    Detail: detail,
    ...(parameters?.Resources?.length
      ? { Resources: parameters.Resources.map(resource => textOf("Resources", resource, event)) }
      : {}),
    ...(time === undefined ? {} : { Time: time }),
  };
}

function textOf(parameter: string, text: string, event: unknown): string {
  if (!text.startsWith("$.")) return text; // A fixed value.
  const value = valueAt(event, text);
  if (typeof value !== "string" && typeof value !== "number") throw invalidParameter(parameter);
  return String(value);
}

/** Names the parameter, never the event's value. */
function invalidParameter(parameter: string): AwsError {
  return new AwsError("ValidationException", `The path of the target parameter ${parameter} leads to no usable value.`);
}
