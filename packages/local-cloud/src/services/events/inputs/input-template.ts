import { parseJson } from "../../../kernel/parse-json.ts";
/** Values for the variables of a template: parsed JSON; undefined for a path that led nowhere. */
export type Variable = (name: string) => unknown;

/** What a variable becomes outside quotes when its path led nowhere; inside quotes it becomes nothing. AWS does not document the former. */
const MISSING = '""';

/**
 * Fills an input template. Outside quotes a value is written as JSON; inside them a text is written as it is and anything
 * else as JSON without its quotes. Returns undefined when a template that looks like a JSON object does not give one.
 * See https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function fillTemplate(template: string, variable: Variable): string | undefined {
  let quoted = false;
  const text = template.replace(/\\.|"|<([\w.-]+)>/gs, (found, name: string | undefined) => {
    if (found === '"') quoted = !quoted;
    if (name === undefined) return found;
    return quoted ? insideQuotes(variable(name)) : (JSON.stringify(variable(name)) ?? MISSING);
  });
  return template.trimStart().startsWith("{") && parseJson(text) === undefined ? undefined : text;
}

function insideQuotes(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "string" ? JSON.stringify(value).slice(1, -1) : JSON.stringify(value).replaceAll('"', "");
}
