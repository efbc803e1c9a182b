import type { Condition } from "@tributary/event-pattern/alternatives";
import { isNear } from "@tributary/event-pattern/proof/is-near";
import type { Reason } from "@tributary/event-pattern/proof/reasons";
import { valueAt } from "../source/json-pointer.ts";
import type { EventKind } from "./event-kind.ts";
import { likelyFields } from "./likely-fields.ts";
import { possibleTexts } from "./possible-values.ts";

/** The least change of a pattern that takes a reason away why nothing matches; `condition` is the one that the reason names. */
export function reasonFix(reason: Reason, condition: Condition | undefined, kind: EventKind): string {
  const { schema: place } = reason;
  switch (reason.kind) {
    case "unknown-field":
      return fieldFix(reason.nearest, condition, kind);
    case "not-a-leaf":
      return "let the path go on to a field of that object";
    case "no-member":
      return "let the path end at the field that holds the value";
    case "contradiction":
      return "remove one of these conditions, or let either suffice with $or";
    case "empty":
      return "correct the schema of the contract";
    case "wrong-type":
    case "excluded": {
      const texts = condition === undefined ? undefined : possibleTexts(condition.path, kind);
      if (condition !== undefined && texts !== undefined && texts.length > 0) return textFix(condition, texts);
      if (place === undefined) return "ask for another value";
      const holder = place.base === "" ? kind.schema : kind.schemas.get(place.base);
      const allowed = JSON.stringify(valueAt(holder, place.pointer)) ?? "";
      if (allowed.length > LONGEST) return "ask for what the schema allows";
      return reason.kind === "wrong-type"
        ? `compare it with a value of type ${allowed}`
        : `ask for what ${place.keyword} ${allowed} allows`;
    }
  }
}

function fieldFix(nearest: string | undefined, condition: Condition | undefined, { fields }: EventKind): string {
  if (nearest !== undefined) return `write ${JSON.stringify(nearest)}`;
  const meant = condition === undefined ? [] : likelyFields(condition.path, fields);
  return meant.length === 0
    ? "name a field that such an event has, or remove the condition"
    : `look at ${meant.join(" or ")}`;
}

/** How much of a schema is quoted. */
const LONGEST = 200;

/** The possible text that resembles one asked for, else all of them. */
function textFix({ operators }: Condition, texts: readonly string[]): string {
  const asked = operators.flatMap(each => (each.op === "exact" && typeof each.value === "string" ? [each.value] : []));
  const near = texts.find(text => asked.some(each => isNear(text, each)));
  const quoted = (near === undefined ? texts : [near]).map(text => JSON.stringify(text));
  return near === undefined ? `ask for ${quoted.join(" or ")}` : `write ${quoted.join()}`;
}
