import { parseJson } from "../../../kernel/parse-json.ts";
import { fillVariables } from "./fill-variables.ts";

/** Values for the variables of a template: parsed JSON; undefined for a path that led nowhere. */
export type Variable = (name: string) => unknown;

/** Finds an escaped character, a quote, or a variable. */
const TOKENS = /\\.|"|<([\w.-]+)>/gs;

/**
 * Fills an input template. Outside quotes a value is written as JSON; inside them a text is written as it is and anything
 * else as JSON without its quotes. Returns undefined when a template that looks like a JSON object does not give one.
 * See https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function fillTemplate(template: string, variable: Variable): string | undefined {
  const isObject = looksLikeObject(template);
  const text = fillVariables(template, {
    tokens: TOKENS,
    value: variable,
    missing: '""', // AWS does not document it.
    // An object inside quotes of a JSON object is not escaped: no JSON comes of it, and nothing is delivered (recorded by LocalStack).
    quotedJson: json => (isObject && json.startsWith("{") ? json : json.replaceAll('"', "")),
  });
  return isObject && parseJson(text) === undefined ? undefined : text;
}

/** The names of a template's variables. */
export function variablesOf(template: string): readonly string[] {
  return [...template.matchAll(TOKENS)].flatMap(([, name]) => (name === undefined ? [] : [name]));
}

/** Whether a template can give the JSON object that it looks like. */
export function isFillable(template: string): boolean {
  return fillTemplate(template, () => null) !== undefined;
}

function looksLikeObject(template: string): boolean {
  return template.trimStart().startsWith("{");
}
