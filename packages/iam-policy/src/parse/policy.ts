/**
 * Which elements a policy must and may have: one of an identity names resources and no principal, one of a resource names
 * principals, and a trust policy names principals and no resource.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html
 */
export type PolicyKind = "identity" | "resource" | "trust";

/** A policy document that has been read: what `decide` evaluates. */
export interface Policy {
  readonly name: string;
  readonly statements: readonly Statement[];
}

/** One statement of a policy, with lists where IAM allows a single value. */
export interface Statement {
  /** Its place in the document, from 0. */
  readonly index: number;
  readonly sid?: string;
  readonly effect: "Allow" | "Deny";
  /** Missing in the policy of an identity. */
  readonly principals?: Listed<NamedPrincipals>;
  readonly actions: Listed<readonly string[]>;
  /** Missing in a trust policy, which is about its role alone. */
  readonly resources?: Listed<readonly string[]>;
  /** All must hold. */
  readonly conditions: readonly Condition[];
  /** Whether `${…}` is a variable: only documents of the version 2012-10-17 have them. */
  readonly hasVariables: boolean;
}

/** What an element lists, or all but that (`NotAction`, `NotResource`, `NotPrincipal`). */
export interface Listed<T> {
  readonly isNegated: boolean;
  readonly values: T;
}

/** The principals of a statement by their kind; `*` alone is `AWS: ["*"]`. */
export interface NamedPrincipals {
  readonly AWS?: readonly string[];
  readonly Service?: readonly string[];
  readonly Federated?: readonly string[];
  readonly CanonicalUser?: readonly string[];
}

/** One operator on one condition key. */
export interface Condition {
  readonly comparison: Comparison;
  /** `NotEquals`, `NotLike`, `NotIpAddress`. */
  readonly isNegated: boolean;
  /** `ForAnyValue:` or `ForAllValues:`, for keys with several values. */
  readonly set?: "any" | "all";
  /** `…IfExists`: holds where the request has no such key. */
  readonly ifExists: boolean;
  /** In lower case, as keys are compared without regard to case. */
  readonly key: string;
  /** One must match. */
  readonly values: readonly string[];
}

/** How a value of the request is compared with one of the policy. */
export type Comparison =
  | "StringEquals"
  | "StringEqualsIgnoreCase"
  | "StringLike"
  | "NumericEquals"
  | "NumericLessThan"
  | "NumericLessThanEquals"
  | "NumericGreaterThan"
  | "NumericGreaterThanEquals"
  | "DateEquals"
  | "DateLessThan"
  | "DateLessThanEquals"
  | "DateGreaterThan"
  | "DateGreaterThanEquals"
  | "Bool"
  | "BinaryEquals"
  | "IpAddress"
  | "Arn"
  | "Null";
