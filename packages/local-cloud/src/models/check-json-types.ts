import { AwsError } from "../kernel/aws-error.ts";
import { type ModelType, membersOf, type ServiceTable } from "./service-table.ts";

/** Answers a value as the operation gets it, which is nearly always the value itself; refuses one of another type. */
export type TypeCheck = (value: unknown) => unknown;

/** How a service names its types in errors. */
export interface TypeNames {
  /** Package of its structures: `com.amazonaws.dynamodb.v20120810`. */
  readonly javaPackage: string;
  /** Numbers of 64 bits; clients do not tell them from those of 32. */
  readonly longs: readonly string[];
}

/**
 * Compiles the check of a structure that came as JSON: members of a wrong type are refused, with the text that AWS has for
 * each pair of types (dynalite's tests, which were run against AWS); unknown ones are let through, and a
 * null is as if the member were absent.
 */
export function compileTypeCheck(table: ServiceTable, names: TypeNames): (structure: string) => TypeCheck {
  const structures = new Map<string, Record<"field" | "element", TypeCheck>>();

  const structure = (name: string): Record<"field" | "element", TypeCheck> => {
    const known = structures.get(name);
    if (known) return known;
    const checks: Record<string, TypeCheck> = Object.create(null);
    const isArray = `Unrecognized collection type class ${names.javaPackage}.${name}`;
    const check = (isScalar: string) => (value: unknown) => {
      if (typeof value !== "object" || value === null) throw serializationError(isScalar);
      if (Array.isArray(value)) throw serializationError(isArray);
      return checkMembers(value as Readonly<Record<string, unknown>>, checks);
    };
    const both = { field: check("Unexpected field type"), element: check("Unexpected value type in payload") };
    structures.set(name, both);
    for (const member of membersOf(table, name)) checks[member.name] = compile(member.type, "field", member.name);
    return both;
  };

  const compile = (type: ModelType, place: "field" | "element", member: string): TypeCheck => {
    if (type.kind === "structure") return structure(type.name)[place];
    const isScalar = place === "field" ? "Unexpected field type" : PARAMETERIZED;
    if (type.kind === "list") {
      const element = compile(type.of, "element", member);
      return value => {
        if (typeof value !== "object") throw serializationError(isScalar);
        if (!Array.isArray(value)) throw serializationError(IS_STRUCTURE);
        return checkElements(value, element);
      };
    }
    if (type.kind === "map") {
      const element = compile(type.of, "element", member);
      const isArray = `Unrecognized collection type ${javaName(type, names)}`;
      return value => {
        if (typeof value !== "object" || value === null) throw serializationError(isScalar);
        if (Array.isArray(value)) throw serializationError(isArray);
        return checkValues(value as Readonly<Record<string, unknown>>, element);
      };
    }
    if (type.kind === "number") return names.longs.includes(member) ? long : integer;
    if (type.kind === "timestamp") return timestamp;
    if (type.kind === "document" || type.kind === "stream") return value => value;
    return { string, boolean, blob }[type.kind];
  };

  return name => structure(name).field;
}

const IS_STRUCTURE = "Start of structure or map found where not expected";
const PARAMETERIZED =
  "class sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl cannot be cast to class java.lang.Class (sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl and java.lang.Class are in module java.base of loader 'bootstrap')";

function checkMembers(value: Readonly<Record<string, unknown>>, checks: Readonly<Record<string, TypeCheck>>): object {
  let result = value;
  for (const name in value) {
    const check = checks[name];
    const given = value[name];
    if (check === undefined || given === undefined) continue;
    // A null says that the member is absent.
    const checked = given === null ? undefined : check(given);
    if (checked !== given) result = { ...result, [name]: checked };
  }
  return result;
}

function checkValues(value: Readonly<Record<string, unknown>>, check: TypeCheck): object {
  let result = value;
  for (const name in value) {
    const given = value[name];
    if (given === null || given === undefined) continue;
    const checked = check(given);
    if (checked !== given) result = { ...result, [name]: checked };
  }
  return result;
}

function checkElements(value: readonly unknown[], check: TypeCheck): readonly unknown[] {
  let result: unknown[] | undefined;
  for (let at = 0; at < value.length; at++) {
    const given = value[at];
    if (given === null || given === undefined) continue;
    const checked = check(given);
    if (checked === given) continue;
    result ??= [...value];
    result[at] = checked;
  }
  return result ?? value;
}

function string(value: unknown): string {
  if (typeof value === "string") return value;
  throw notConvertible(value, "String", "class java.lang.String");
}

const whole = (type: "Integer" | "Long") => (value: unknown) => {
  if (typeof value === "number") return Math.floor(value);
  throw notConvertible(value, type, `class java.lang.${type}`);
};
const integer = whole("Integer");
const long = whole("Long");

function timestamp(value: unknown): number {
  if (typeof value === "number") return value;
  throw notConvertible(value, "Date", "class java.util.Date");
}

/** Words that stand for a truth value in a string. */
const TRUTHS: Readonly<Record<string, boolean>> = {
  TRUE: true,
  "1": true,
  YES: true,
  FALSE: false,
  "0": false,
  NO: false,
};

function boolean(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  if (typeof value !== "string") throw notConvertible(value, "Boolean", "class java.lang.Boolean");
  const truth = Object.hasOwn(TRUTHS, value.toUpperCase()) ? TRUTHS[value.toUpperCase()] : undefined;
  if (truth === undefined) throw serializationError("Unexpected token received from parser");
  return truth;
}

function blob(value: unknown): string {
  if (typeof value === "object") throw notConvertible(value, "Blob", "class java.nio.ByteBuffer");
  if (typeof value !== "string") throw serializationError("only base-64-encoded strings are convertible to bytes");
  if (value.length % 4 !== 0)
    throw serializationError(`Base64 encoded length is expected a multiple of 4 bytes but found: ${value.length}`);
  if (Buffer.from(value, "base64").toString("base64") !== value)
    throw serializationError("Invalid last non-pad Base64 character dectected");
  return value;
}

function notConvertible(value: unknown, type: string, collection: string): AwsError {
  if (Array.isArray(value)) return serializationError(`Unrecognized collection type ${collection}`);
  if (typeof value === "object") return serializationError(IS_STRUCTURE);
  const token =
    typeof value === "string"
      ? "STRING"
      : typeof value === "boolean"
        ? String(value).toUpperCase()
        : Number.isInteger(value)
          ? "NUMBER"
          : "DECIMAL";
  return serializationError(`${token}_VALUE cannot be converted to ${type}`);
}

function javaName(type: ModelType, names: TypeNames): string {
  if (type.kind === "structure") return `${names.javaPackage}.${type.name}`;
  if (type.kind === "list") return `java.util.List<${javaName(type.of, names)}>`;
  if (type.kind === "map") return `java.util.Map<java.lang.String, ${javaName(type.of, names)}>`;
  return type.kind === "blob" ? "java.nio.ByteBuffer" : "java.lang.String";
}

function serializationError(message: string): AwsError {
  return new AwsError("SerializationException", message);
}
