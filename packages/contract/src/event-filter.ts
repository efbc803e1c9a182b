import type { EventContract, EventDetail } from "./event-contract.ts";

type Leaf = string | number | boolean | null;

/** The fields of any variant of a union. */
type FieldOf<Value> = Value extends unknown ? keyof Value & string : never;
type ValueOf<Value, Field> = Value extends unknown ? (Field extends keyof Value ? Value[Field] : never) : never;

/** What a condition looks at: the value, or each element of a list. */
type LeafIn<Value> = Value extends Leaf ? Value : Value extends readonly (infer Item)[] ? LeafIn<Item> : never;
type ObjectIn<Value> = Value extends Leaf
  ? never
  : Value extends readonly (infer Item)[]
    ? ObjectIn<Item>
    : Value extends object
      ? Value
      : never;

type OneOrMore<Value> = Value | readonly [Value, ...Value[]];
type IfAny<Some, Then> = [Some] extends [never] ? never : Then;

interface EqualsIgnoreCase {
  readonly "equals-ignore-case": string;
}

type TextCondition =
  | EqualsIgnoreCase
  | { readonly prefix: string | EqualsIgnoreCase }
  | { readonly suffix: string | EqualsIgnoreCase }
  | { readonly wildcard: string }
  | { readonly cidr: string }
  | {
      readonly "anything-but":
        | { readonly prefix: OneOrMore<string> }
        | { readonly suffix: OneOrMore<string> }
        | { readonly "equals-ignore-case": OneOrMore<string> }
        | { readonly wildcard: OneOrMore<string> };
    };

type NumberCondition = {
  readonly numeric:
    | readonly ["=" | "<" | "<=" | ">" | ">=", number]
    | readonly [">" | ">=", number, "<" | "<=", number];
};

/**
 * The conditions for a field with values of these types.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export type FieldCondition<Value extends Leaf> =
  | Value
  | { readonly exists: boolean }
  | IfAny<Extract<Value, string>, TextCondition | { readonly "anything-but": OneOrMore<Extract<Value, string>> }>
  | IfAny<Extract<Value, number>, NumberCondition | { readonly "anything-but": OneOrMore<Extract<Value, number>> }>;

type FieldFilter<Value> = unknown extends Value
  ? unknown
  :
      | IfAny<ObjectIn<Value>, EventFilter<ObjectIn<Value>>>
      | IfAny<LeafIn<Value>, readonly [FieldCondition<LeafIn<Value>>, ...FieldCondition<LeafIn<Value>>[]]>;

/** A content filter on an object of this type: an unknown field, or a value of another type, does not compile. */
export type EventFilter<Value> = {
  readonly [Field in FieldOf<Value>]?: FieldFilter<ValueOf<Value, Field>>;
} & { readonly $or?: readonly [EventFilter<Value>, EventFilter<Value>, ...EventFilter<Value>[]] };

/** An event pattern on the events of one contract. */
export interface ContractPattern<Detail> {
  readonly source: readonly [string];
  readonly "detail-type": readonly [string];
  readonly detail?: EventFilter<Detail>;
}

/**
 * The event pattern that selects a contract's events, or those that its filter on the detail accepts; for rules, and for
 * tests. `tributary pattern explain` shows an event that matches.
 */
export function patternFor<Detail extends EventDetail>(
  { source, detailType }: Pick<EventContract, "source" | "detailType"> & Partial<Pick<EventContract<Detail>, "strict">>,
  filter?: EventFilter<Detail>,
): ContractPattern<Detail> {
  return { source: [source], "detail-type": [detailType], ...(filter === undefined ? {} : { detail: filter }) };
}
