import type { AwsError } from "../../../kernel/aws-error.ts";
import type { Condition } from "../expressions/ast.ts";
import type { Binding, Path } from "../expressions/binding.ts";
import type { Table } from "../table.ts";
import type { Item } from "../values/attribute-value.ts";

/** One write, checked as far as it can be without looking at the item. */
export interface WriteRequest {
  readonly table: Table;
  /** Place in the table. */
  readonly key: Uint8Array;
  readonly condition: { readonly node: Condition; readonly binding: Binding } | undefined;
  /** The item after the write; undefined for none. `keep` leaves it as it is (a condition check). */
  readonly apply: (before: Item | undefined) => Item | undefined | "keep";
  /** Paths that an update names, for `UPDATED_OLD` and `UPDATED_NEW`. */
  readonly touched: readonly Path[];
  readonly returnsItemOnFailure: boolean;
  /** The error when the condition fails, where it is another: an insertion of an item that is there. */
  readonly failure?: () => AwsError;
}
