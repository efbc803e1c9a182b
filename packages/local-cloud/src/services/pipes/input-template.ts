import { escaped, fillVariables } from "../events/inputs/fill-variables.ts";
import { valueAt } from "./event-value.ts";

/** Values of the reserved variables: `aws.pipes.pipe-name` and so on. */
export type ReservedVariables = Readonly<Record<string, unknown>>;

const RULES = { tokens: /\\.|"|<(\$[^<>]*|aws\.pipes\.[\w.-]+)>/gs, missing: "", quotedJson: escaped };

/**
 * Fills an `InputTemplate`: `<$.path>` and `<aws.pipes.…>` are replaced. Between quotes a value is written as text,
 * elsewhere as JSON; what is not there leaves nothing.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-input-transformation.html
 */
export function fillTemplate(template: string, event: unknown, reserved: ReservedVariables): string {
  return fillVariables(template, {
    ...RULES,
    value: name => (name.startsWith("$") ? valueAt(event, name) : reservedValue(name, event, reserved)),
  });
}

function reservedValue(name: string, event: unknown, reserved: ReservedVariables): unknown {
  return name === "aws.pipes.event" || name === "aws.pipes.event.json" ? event : reserved[name];
}
