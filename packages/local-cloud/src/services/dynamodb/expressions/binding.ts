import { AwsError } from "../../../kernel/aws-error.ts";
import type { AttributeValue as GivenValue } from "../../../models/dynamodb-types.ts";
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

/** The expressions of a request and their placeholders. */
export type ExpressionInput = { readonly [Kind in ExpressionKind]?: string | undefined } & {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: Readonly<Record<string, GivenValue>> | undefined;
};

/** A parsed expression of a request, undefined when the request has none. */
export interface Expressions {
  /** Parses the expression in this member, checking that its placeholders are defined. */
  read<Node>(
    kind: ExpressionKind,
    parse: (kind: ExpressionKind, source: string) => Parsed<Node>,
  ): (Pick<Parsed<Node>, "node" | "targets"> & { readonly kind: ExpressionKind }) | undefined;
  readonly binding: Binding;
  /** Ends reading: refuses placeholders that no expression used. */
  finish(): void;
}

/** Refuses placeholders without an expression of those possible that could use them; AWS looks at that first. */
export function expectExpressions(input: ExpressionInput, possible: readonly ExpressionKind[]): void {
  const isMissing = (kind: ExpressionKind) => (input[kind] ?? undefined) === undefined;
  if (input.ExpressionAttributeNames && possible.every(isMissing))
    throw validationError("ExpressionAttributeNames can only be specified when using expressions");
  const holders = possible.filter(kind => kind !== "ProjectionExpression");
  if (input.ExpressionAttributeValues && holders.every(isMissing))
    throw validationError(
      `ExpressionAttributeValues can only be specified when using expressions: ${holders.join(" and ")} ${holders.length > 1 ? "are" : "is"} null`,
    );
}

/** Starts reading the expressions of a request. */
export function readExpressions(input: ExpressionInput): Expressions {
  const names = input.ExpressionAttributeNames ?? undefined;
  const values = input.ExpressionAttributeValues ?? undefined;
  checkPlaceholders("ExpressionAttributeNames", names, "#");
  checkPlaceholders("ExpressionAttributeValues", values, ":");
  for (const name in names)
    if (typeof names[name] !== "string" || names[name] === "")
      throw validationError(`ExpressionAttributeNames contains invalid value: Empty attribute name for key ${name}`);
  const usedNames = new Set<string>();
  const usedValues = new Set<string>();
  const bound = new Map<string, AttributeValue>();
  for (const placeholder in values) bound.set(placeholder, readBoundValue(placeholder, values[placeholder]));

  return {
    binding: {
      path: raw => raw.map(step => (typeof step === "string" && step.startsWith("#") ? String(names?.[step]) : step)),
      value: placeholder => bound.get(placeholder) as AttributeValue,
    },
    read(kind, parse) {
      const source = input[kind] ?? undefined;
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
      return { ...parsed, kind };
    },
    finish() {
      refuseUnused("ExpressionAttributeNames", names, usedNames);
      refuseUnused("ExpressionAttributeValues", values, usedValues);
    },
  };
}

function readBoundValue(placeholder: string, input: GivenValue | undefined): AttributeValue {
  try {
    return readAttributeValue(input);
  } catch (cause) {
    if (!(cause instanceof AwsError)) throw cause;
    throw validationError(`ExpressionAttributeValues contains invalid value: ${cause.message} for key ${placeholder}`);
  }
}

function checkPlaceholders(member: string, map: object | undefined, sign: string): void {
  if (map === undefined) return;
  const keys = Object.keys(map);
  if (keys.length === 0) throw validationError(`${member} must not be empty`);
  for (const key of keys)
    if (!key.startsWith(sign) || !/^[A-Za-z0-9_]+$/.test(key.slice(1)))
      throw validationError(`${member} contains invalid key: Syntax error; key: "${key}"`);
}

function refuseUnused(member: string, given: object | undefined, used: ReadonlySet<string>): void {
  const unused = Object.keys(given ?? {}).filter(key => !used.has(key));
  if (unused.length > 0)
    throw validationError(`Value provided in ${member} unused in expressions: keys: {${unused.join(", ")}}`);
}
