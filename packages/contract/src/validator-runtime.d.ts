import type { Validation, Violation } from "./event-contract.ts";

/** The formats that ajv-formats checks by function, with the same verdicts, several times as fast. */
export declare const formats: Readonly<Record<"date-time" | "date" | "time", (text: string) => boolean>>;
/** The length of a text as JSON Schema counts it, in code points. */
export declare function codePoints(text: string): number;
/** Deep equality of two JSON values. */
export declare function equal(left: unknown, right: unknown): boolean;
/** Whether a number is a multiple of another, both as the decimals that JSON spells. */
export declare function isMultiple(value: number, step: number): boolean;
/** A function that makes the test of a definition: of a value, and of whether unknown fields are refused. */
export declare function tests(
  definitions: Readonly<Record<string, object>>,
  patterns?: Readonly<Record<string, RegExp>>,
): (name: string) => (value: unknown, closed: boolean) => boolean;
/**
 * The strict and the tolerant validator of a contract: `decide` says whether a value is good, `definitions` why it is not.
 * `patterns` has the formats that are regular expressions.
 */
export declare function validators<T>(
  definitions: Readonly<Record<string, object>>,
  root: string,
  decide: (value: unknown, closed: boolean) => boolean,
  patterns?: Readonly<Record<string, RegExp>>,
): { strict(value: unknown): Validation<T>; tolerant(value: unknown): Validation<T> };
/** Everything that is wrong with a value, strictly, with the keys of maps, which only the value's owner may see; `told` has none. */
export declare function explainer(
  definitions: Readonly<Record<string, object>>,
  root: string,
  patterns?: Readonly<Record<string, RegExp>>,
): (value: unknown) => readonly (Violation & { readonly told: string })[];
/** Whether a value is an object, and not an array. */
export declare function isObject(value: unknown): boolean;
/** Whether an object has no fields but known ones, so many of which are defined. */
export declare function hasOnly(value: object, defined: number, known: ReadonlySet<string>): boolean;
/** Whether all fields but the known ones pass a test. */
export declare function everyOther(
  value: object,
  known: ReadonlySet<string>,
  test: (field: unknown) => boolean,
): boolean;
/** A function that makes a thing when it is first called, and keeps it. */
export declare function once<T extends object>(make: () => T): () => T;
/** The `redact` of a contract, from its `classification`. */
export declare function redactor(
  classification: readonly { readonly pointer: string; readonly class: string }[],
): (detail: unknown) => unknown;
