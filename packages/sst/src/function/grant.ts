import type { Stack } from "../stack/create-stack.ts";

/** One statement of a role's policy. */
export interface Permission {
  readonly actions: string[];
  readonly resources: $util.Input<string>[];
  readonly conditions?: { readonly test: string; readonly variable: string; readonly values: string[] }[];
}

/** What SST links to a function: components, `sst.Linkable`s, resources that are there already. */
export interface Link {
  readonly urn: $util.Output<string>;
  getSSTLink(): { readonly properties: Record<string, unknown> };
}

/** What a function is given of a resource: links to look it up by, and what it may do with it. A link alone permits nothing. */
export interface Grant {
  readonly link: readonly Link[];
  readonly permissions: readonly Permission[];
}

/** Lets a function look the resource up and call these actions on it. */
export function grant(resource: Link & { readonly arn: $util.Input<string> }, ...actions: string[]): Grant {
  return { link: [resource], permissions: [{ actions, resources: [resource.arn] }] };
}

/** Lets a function call these actions on a secondary index of a table: `dynamodb:Query`. */
export function grantOnIndex(table: { readonly arn: $util.Input<string> }, index: string, ...actions: string[]): Grant {
  return permit({ actions, resources: [$interpolate`${table.arn}/index/${index}`] });
}

/**
 * What `conditionalWrites` of `@tributary/delivery` calls: statements that insert and update, many to a call.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html
 */
export const conditionalWrites: readonly string[] = ["dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate"];

/** Lets a function look a table up, read its items by key, and write them with `conditionalWrites`; and call more actions. */
export function mayReadAndWrite(table: Parameters<typeof grant>[0], ...more: string[]): Grant {
  return grant(table, "dynamodb:BatchGetItem", ...conditionalWrites, ...more);
}

/** Lets a function look resources up, and nothing else. */
export function lookUp(...resources: readonly Link[]): Grant {
  return { link: resources, permissions: [] };
}

/** Permits, without anything to look up. */
export function permit(...permissions: readonly Permission[]): Grant {
  return { link: [], permissions };
}

/** Lets a role read data under the stack's key. */
export function mayDecrypt({ key }: Stack): Permission {
  return { actions: ["kms:Decrypt"], resources: [key.arn] };
}

/** Lets a role read and write data under the stack's key. */
export function mayEncrypt({ key }: Stack): Permission {
  return { actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: [key.arn] };
}
