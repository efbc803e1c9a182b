import type { IpRange } from "./ip-address.ts";

/** A value that a pattern can be compared with: what an event holds at a leaf. */
export type Leaf = string | number | boolean | null;

/**
 * One condition on a leaf, as the pattern says it; the conditions in one array are alternatives.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export type Operator =
  | { readonly op: "exact"; readonly value: Leaf; readonly ip?: IpRange }
  | { readonly op: "prefix"; readonly text: string; readonly ignoreCase: boolean }
  | { readonly op: "suffix"; readonly text: string; readonly ignoreCase: boolean }
  | { readonly op: "equals-ignore-case"; readonly text: string }
  | { readonly op: "wildcard"; readonly text: string }
  | {
      readonly op: "numeric";
      readonly low: number;
      readonly lowOpen: boolean;
      readonly high: number;
      readonly highOpen: boolean;
    }
  | { readonly op: "cidr"; readonly range: IpRange }
  | { readonly op: "exists"; readonly exists: boolean }
  | { readonly op: "anything-but"; readonly but: readonly Operator[] };
