import type { Target } from "../../../models/eventbridge-types.ts";
import type { WrittenEvent } from "../puts/event.ts";
import type { ActiveRule } from "../rules/rules-of-bus.ts";
import { fillTemplate } from "./input-template.ts";
import { selectPath } from "./json-path.ts";

/** Variables that every template has. */
export const PREDEFINED_VARIABLES: ReadonlySet<string> = new Set([
  "aws.events.rule-arn",
  "aws.events.rule-name",
  "aws.events.event.ingestion-time",
  "aws.events.event.json",
  "aws.events.event",
]);

/**
 * A target's input for an event: the event itself, a constant, a part of it, or a filled template; undefined if the template
 * yields invalid JSON.
 */
export function targetInput(
  { Input, InputPath, InputTransformer }: Pick<Target, "Input" | "InputPath" | "InputTransformer">,
  {
    event,
    text,
    rule,
    acceptedAt,
  }: WrittenEvent & { readonly rule: Pick<ActiveRule, "arn" | "name">; readonly acceptedAt: number },
): string | undefined {
  if (Input !== undefined) return Input;
  if (InputPath !== undefined && InputPath !== "$") return JSON.stringify(selectPath(event, InputPath) ?? null);
  if (!InputTransformer) return text;
  const { InputPathsMap = {}, InputTemplate } = InputTransformer;
  return fillTemplate(InputTemplate, name => {
    switch (name) {
      case "aws.events.rule-arn":
        return rule.arn;
      case "aws.events.rule-name":
        return rule.name;
      case "aws.events.event.ingestion-time":
        return new Date(acceptedAt).toISOString();
      case "aws.events.event.json":
        return event;
      case "aws.events.event": {
        const { detail: _, ...head } = event;
        return head;
      }
      default:
        return Object.hasOwn(InputPathsMap, name) ? selectPath(event, InputPathsMap[name] ?? "") : undefined;
    }
  });
}
