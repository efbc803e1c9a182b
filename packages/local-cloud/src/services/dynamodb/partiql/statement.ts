import type { Condition, RawPath, Update } from "../expressions/ast.ts";
import type { AttributeValue } from "../values/attribute-value.ts";

/** A value as a statement writes it: whole, or with parameters to be filled in. */
export type Template =
  | { readonly kind: "constant"; readonly value: AttributeValue }
  | { readonly kind: "parameter"; readonly index: number }
  | { readonly kind: "list"; readonly members: readonly Template[] }
  | { readonly kind: "map"; readonly members: ReadonlyMap<string, Template> };

/** Which attributes a write answers with; the words are those of `ReturnValues`. */
export type Returning = "ALL_OLD" | "UPDATED_OLD" | "ALL_NEW" | "UPDATED_NEW";

/** The second argument of `set_add` or `set_delete`, which has to be a set once parameters are filled in. */
export interface SetArgument {
  readonly value: string;
  /** The error if it is none. */
  readonly error: Error;
}

/** What every statement has. Conditions and updates name a value by its place in `values`. */
interface Common {
  readonly table: string;
  readonly values: readonly Template[];
  /** How many `?` there are. */
  readonly parameters: number;
}

export interface InsertStatement extends Common {
  readonly kind: "insert";
  readonly item: Template;
}

export interface UpdateStatement extends Common {
  readonly kind: "update";
  readonly update: Update;
  readonly setArguments: readonly SetArgument[];
  readonly where: Condition | undefined;
  readonly returning: Returning | undefined;
}

export interface DeleteStatement extends Common {
  readonly kind: "delete";
  readonly where: Condition | undefined;
  readonly returning: Returning | undefined;
}

export interface SelectStatement extends Common {
  readonly kind: "select";
  readonly index: string | undefined;
  /** Undefined for all attributes. */
  readonly projection: readonly RawPath[] | undefined;
  readonly where: Condition | undefined;
  readonly order: readonly { readonly name: string; readonly backwards: boolean }[];
}

/** `EXISTS(SELECT …)`: a condition check of a transaction. */
export interface ExistsStatement extends Common {
  readonly kind: "exists";
  readonly where: Condition | undefined;
}

export type WriteStatement = InsertStatement | UpdateStatement | DeleteStatement | ExistsStatement;
export type Statement = WriteStatement | SelectStatement;
