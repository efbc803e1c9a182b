/** A scalar of JSON. */
export type Scalar = string | number | boolean | null;

/** The types of JSON that are told apart here; `integer` is a number on a grid. */
export type JsonType = "null" | "boolean" | "number" | "string" | "array" | "object";

/**
 * A schema in normal form: the same for every dialect, without annotations. Equal ones are one object, so that `id` is
 * a key; a reference is followed only when it is asked for, so that recursion is no problem.
 */
export interface Node {
  readonly id: number;
  /** Where it stands: a JSON Pointer into its document. */
  readonly pointer: string;
  readonly types?: readonly (JsonType | "integer")[];
  /** `enum` and `const`: some scalars, or one of some nodes that each allow one array or object. */
  readonly oneOfValues?: readonly { readonly scalars: readonly Scalar[]; readonly compounds: readonly Node[] }[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly patterns?: readonly string[];
  readonly format?: string;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly required?: readonly string[];
  readonly properties?: ReadonlyMap<string, Node>;
  readonly patternProperties?: readonly (readonly [string, Node])[];
  readonly additionalProperties?: Node;
  readonly propertyNames?: Node;
  readonly dependentRequired?: readonly (readonly [string, readonly string[]])[];
  readonly dependentSchemas?: readonly (readonly [string, Node])[];
  readonly unevaluatedProperties?: Node;
  /** `unevaluatedProperties` is not of the schema: a producer adds nothing that it does not describe. */
  readonly closed?: true;
  /** The schema of each of several values, that has `unevaluatedProperties` or `contains`. */
  readonly repeated?: true;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: true;
  readonly prefix?: readonly Node[];
  readonly items?: Node;
  readonly contains?: { readonly node: Node; readonly min: number; readonly max: number };
  readonly unevaluatedItems?: Node;
  readonly allOf?: readonly Node[];
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly not?: Node;
  /** `if`, `then` and `else`. */
  readonly condition?: { readonly test: Node; readonly passing?: Node; readonly failing?: Node };
  readonly reference?: Reference;
  /** A keyword that matters and is not understood: nothing is said about such a schema. */
  readonly opaque?: string;
  /** What tells two such schemas apart: they are equal only where all that is not understood is. */
  readonly opaqueOf?: string;
  /** The schema `false`. */
  readonly never?: true;
}

/** A `$ref`: equal when it leads to the same place of the same version. */
export interface Reference {
  readonly key: string;
  readonly target: () => Node;
}

/** Whether every value is valid. */
export const isAlways = (node: Node): boolean => Object.keys(node).length === 2;
