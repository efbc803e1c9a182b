import { match } from "@tributary/event-pattern/match";
import { parsePattern } from "@tributary/event-pattern/parse-pattern";
import { parseJsonObject } from "../../../kernel/parse-json.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { TestEventPatternRequest } from "../../../models/eventbridge-types.ts";
import { validation } from "../events-errors.ts";
import { checkPattern } from "../rules/rule-store.ts";

/**
 * Members that an event must have to be tested. AWS documents `resources` as mandatory, too, but accepts events without it,
 * as LocalStack recorded of AWS (`test_event_pattern` snapshots).
 */
const MEMBERS = ["id", "account", "source", "time", "region", "detail-type"];

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html */
export function testEventPattern(input: TestEventPatternRequest, _context: OperationContext): { Result: boolean } {
  const { EventPattern: pattern } = input;
  const event = parseEvent(input.Event);
  checkPattern(pattern);
  return { Result: match(parsePattern(pattern), event) };
}

function parseEvent(text: string): object {
  const event = parseJsonObject(text);
  if (!event) throw validation("Parameter Event is not valid. Reason: it is not a JSON object.");
  const missing = MEMBERS.find(name => !Object.hasOwn(event, name));
  if (missing) throw validation(`Parameter Event is not valid. Reason: it has no ${missing}.`);
  return event;
}
