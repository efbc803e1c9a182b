import { type Input, optionalObject, optionalText } from "../read-input.ts";
import { validationError } from "../validation-error.ts";
import type { AttributeValue } from "../values/attribute-value.ts";
import { readAttributeValue } from "../values/read-attribute-value.ts";
import type { Parsed, RawPath } from "./ast.ts";
import type { ExpressionKind } from "./tokens.ts";

/** A document path whose placeholders are resolved. */
export type Path = readonly (string | number)[];

/** The values of a request's placeholders. */
export interface Binding {
  path(raw: RawPath): Path;
  value(placeholder: string): AttributeValue;
}

/** A parsed expression of a request, undefined when the request has none. */
export interface Expressions {
  /** Parses the expression in this member, checking that its placeholders are defined. */
  read<Node>(
    kind: ExpressionKind,
    parse: (kind: ExpressionKind, source: string) => Parsed<Node>,
  ): { readonly node: Node; readonly kind: ExpressionKind } | undefined;
  /** Ends reading: refuses placeholders that no expression used. */
  finish(): Binding;
}

/** Starts reading the expressions of a request that may have those named. */
export function readExpressions(input: Input, possible: readonly ExpressionKind[]): Expressions {
  const names = optionalObject(input, "ExpressionAttributeNames");
  const values = optionalObject(input, "ExpressionAttributeValues");
  checkPlaceholders(input, possible, names, values);
  const usedNames = new Set<string>();
  const usedValues = new Set<string>();
  const bound = new Map<string, AttributeValue>();
  for (const placeholder in values) bound.set(placeholder, readBoundValue(placeholder, values[placeholder]));

  return {
    read(kind, parse) {
      const source = optionalText(input, kind);
      if (source === undefined) return undefined;
      const parsed = parse(kind, source);
      for (const name of parsed.names) {
        if (names === undefined || !Object.hasOwn(names, name))
          throw validationError(
            `Invalid ${kind}: An expression attribute name used in the document path is not defined; attribute name: ${name}`,
          );
        usedNames.add(name);
      }
      for (const value of parsed.values) {
        if (!bound.has(value))
          throw validationError(
            `Invalid ${kind}: An expression attribute value used in expression is not defined; attribute value: ${value}`,
          );
        usedValues.add(value);
      }
      return { node: parsed.node, kind };
    },
    finish() {
      refuseUnused("ExpressionAttributeNames", names, usedNames);
      refuseUnused("ExpressionAttributeValues", values, usedValues);
      return {
        path: raw => raw.map(step => (typeof step === "string" && step.startsWith("#") ? String(names?.[step]) : step)),
        value: placeholder => bound.get(placeholder) as AttributeValue,
      };
    },
  };
}

function readBoundValue(placeholder: string, input: unknown): AttributeValue {
  try {
    return readAttributeValue(input);
  } catch (cause) {
    if (!(cause instanceof Error) || !("code" in cause) || cause.code !== "ValidationException") throw cause;
    throw validationError(`ExpressionAttributeValues contains invalid value: ${cause.message} for key ${placeholder}`);
  }
}

function checkPlaceholders(input: Input, possible: readonly ExpressionKind[], names?: Input, values?: Input): void {
  if (!names && !values) return;
  const holders = possible.filter(kind => kind !== "ProjectionExpression");
  if (names && possible.every(kind => (input[kind] ?? undefined) === undefined))
    throw validationError("ExpressionAttributeNames can only be specified when using expressions");
  if (values && holders.every(kind => (input[kind] ?? undefined) === undefined))
    throw validationError(
      `ExpressionAttributeValues can only be specified when using expressions: ${holders.join(" and ")} ${holders.length > 1 ? "are" : "is"} null`,
    );
  for (const [member, map, sign] of [
    ["ExpressionAttributeNames", names, "#"],
    ["ExpressionAttributeValues", values, ":"],
  ] as const) {
    if (!map) continue;
    if (Object.keys(map).length === 0) throw validationError(`${member} must not be empty`);
    for (const key in map)
      if (!key.startsWith(sign) || !/^[A-Za-z0-9_]+$/.test(key.slice(1)))
        throw validationError(`${member} contains invalid key: Syntax error; key: "${key}"`);
  }
  for (const name in names)
    if (typeof names[name] !== "string" || names[name] === "")
      throw validationError(`ExpressionAttributeNames contains invalid value: Empty attribute name for key ${name}`);
}

function refuseUnused(member: string, given: Input | undefined, used: ReadonlySet<string>): void {
  const unused = Object.keys(given ?? {}).filter(key => !used.has(key));
  if (unused.length > 0)
    throw validationError(`Value provided in ${member} unused in expressions: keys: {${unused.join(", ")}}`);
}
