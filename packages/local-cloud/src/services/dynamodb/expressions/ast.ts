/** A step into a document: a name (or `#placeholder`) or a list index. */
export type PathStep = string | number;
/** A document path as written; placeholders are resolved when it is bound. */
export type RawPath = readonly PathStep[];

/** An operand of a condition. */
export type Operand =
  | { readonly kind: "path"; readonly path: RawPath }
  | { readonly kind: "value"; readonly name: string }
  | { readonly kind: "size"; readonly operand: Operand };

export type Comparator = "=" | "<>" | "<" | "<=" | ">" | ">=";
export type ConditionFunction =
  | "attribute_exists"
  | "attribute_not_exists"
  | "attribute_type"
  | "begins_with"
  | "contains";

/** A condition, filter or key condition. */
export type Condition =
  | { readonly kind: "and" | "or"; readonly left: Condition; readonly right: Condition }
  | { readonly kind: "not"; readonly inner: Condition }
  | { readonly kind: "compare"; readonly comparator: Comparator; readonly left: Operand; readonly right: Operand }
  | { readonly kind: "between"; readonly operand: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: "in"; readonly operand: Operand; readonly options: readonly Operand[] }
  | { readonly kind: "function"; readonly name: ConditionFunction; readonly operands: readonly Operand[] };

/** The paths that a condition names. */
export function pathsOf(condition: Condition): RawPath[] {
  switch (condition.kind) {
    case "and":
    case "or":
      return [...pathsOf(condition.left), ...pathsOf(condition.right)];
    case "not":
      return pathsOf(condition.inner);
    case "compare":
      return [condition.left, condition.right].flatMap(pathOf);
    case "between":
      return [condition.operand, condition.low, condition.high].flatMap(pathOf);
    case "in":
      return [condition.operand, ...condition.options].flatMap(pathOf);
    case "function":
      return condition.operands.flatMap(pathOf);
  }
}

function pathOf(operand: Operand): RawPath[] {
  if (operand.kind === "size") return pathOf(operand.operand);
  return operand.kind === "path" ? [operand.path] : [];
}

/** The value of a SET action. */
export type SetValue =
  | { readonly kind: "path"; readonly path: RawPath }
  | { readonly kind: "value"; readonly name: string }
  | { readonly kind: "if_not_exists"; readonly path: RawPath; readonly otherwise: SetValue }
  | { readonly kind: "list_append"; readonly left: SetValue; readonly right: SetValue }
  | { readonly kind: "plus" | "minus"; readonly left: SetValue; readonly right: SetValue };

/** An update, by section. */
export interface Update {
  readonly set: readonly { readonly path: RawPath; readonly value: SetValue }[];
  readonly remove: readonly { readonly path: RawPath }[];
  readonly add: readonly { readonly path: RawPath; readonly value: string }[];
  readonly delete: readonly { readonly path: RawPath; readonly value: string }[];
}

/** A parsed expression with the placeholders it uses. */
export interface Parsed<Node> {
  readonly node: Node;
  readonly names: ReadonlySet<string>;
  readonly values: ReadonlySet<string>;
  /** Of an update: the paths that it changes, in the order of its text. */
  readonly targets?: readonly RawPath[];
}
