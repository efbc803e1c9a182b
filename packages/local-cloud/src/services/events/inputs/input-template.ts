import { parseJson } from "../../../kernel/parse-json.ts";
import { fillVariables } from "./fill-variables.ts";

/** Values for the variables of a template: parsed JSON; undefined for a path that led nowhere. */
export type Variable = (name: string) => unknown;

const RULES = {
  tokens: /\\.|"|<([\w.-]+)>/gs,
  missing: '""', // AWS does not document it.
  quotedJson: (json: string) => json.replaceAll('"', ""),
};

/**
 * Fills an input template. Outside quotes a value is written as JSON; inside them a text is written as it is and anything
 * else as JSON without its quotes. Returns undefined when a template that looks like a JSON object does not give one.
 * See https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function fillTemplate(template: string, variable: Variable): string | undefined {
  const text = fillVariables(template, { ...RULES, value: variable });
  return template.trimStart().startsWith("{") && parseJson(text) === undefined ? undefined : text;
}
