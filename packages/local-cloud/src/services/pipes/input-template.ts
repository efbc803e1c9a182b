import { valueAt } from "./json-path.ts";

/** Values of the reserved variables: `aws.pipes.pipe-name` and so on. */
export type ReservedVariables = Readonly<Record<string, unknown>>;

/**
 * Fills an `InputTemplate`: `<$.path>` and `<aws.pipes.…>` are replaced. Between quotes a value is written as text,
 * elsewhere as JSON; what is not there leaves nothing.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-input-transformation.html
 */
export function fillTemplate(template: string, event: unknown, reserved: ReservedVariables): string {
  let filled = "";
  let quoted = false;
  for (const part of template.split(/(<(?:\$[^<>]*|aws\.pipes\.[\w.-]+)>)/)) {
    const name = /^<(\$[^<>]*|aws\.pipes\.[\w.-]+)>$/.exec(part)?.[1];
    if (name === undefined) {
      filled += part;
      quoted = endsInQuotes(part, quoted);
    } else
      filled += written(name.startsWith("$") ? valueAt(event, name) : reservedValue(name, event, reserved), quoted);
  }
  return filled;
}

function reservedValue(name: string, event: unknown, reserved: ReservedVariables): unknown {
  return name === "aws.pipes.event" || name === "aws.pipes.event.json" ? event : reserved[name];
}

function written(value: unknown, quoted: boolean): string {
  if (value === undefined) return "";
  if (!quoted) return JSON.stringify(value);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return JSON.stringify(text).slice(1, -1);
}

function endsInQuotes(text: string, quoted: boolean): boolean {
  let inside = quoted;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === "\\" && inside) index++;
    else if (text[index] === '"') inside = !inside;
  }
  return inside;
}
