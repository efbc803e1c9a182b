import type { Stack } from "../stack/create-stack.ts";

/** One statement of a role's policy. */
export interface Permission {
  readonly actions: string[];
  readonly resources: $util.Input<string>[];
  readonly conditions?: { readonly test: string; readonly variable: string; readonly values: string[] }[];
}

/** Anything SST can link to a function: components, `sst.Linkable`s, existing resources. */
export interface Link {
  readonly urn: $util.Output<string>;
  getSSTLink(): { readonly properties: Record<string, unknown> };
}

/** A function's access to a resource: links to look it up, and the actions permitted. A link alone permits nothing. */
export interface Grant {
  readonly link: readonly Link[];
  readonly permissions: readonly Permission[];
}

/** Lets a function look up the resource and call these actions on it. */
export function grant(resource: Link & { readonly arn: $util.Input<string> }, ...actions: string[]): Grant {
  return { link: [resource], permissions: [{ actions, resources: [resource.arn] }] };
}

/** Lets a function call these actions on a secondary index of a table: `dynamodb:Query`. */
export function grantOnIndex(table: { readonly arn: $util.Input<string> }, index: string, ...actions: string[]): Grant {
  return permit({ actions, resources: [$interpolate`${table.arn}/index/${index}`] });
}

/**
 * Actions of `conditionalWrites` in `@tributary/delivery`, which batches PartiQL inserts and updates.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html
 */
export const conditionalWrites: readonly string[] = ["dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate"];

/** Lets a function look up a table, read items by key, write them with `conditionalWrites`, and call further actions. */
export function mayReadAndWrite(table: Parameters<typeof grant>[0], ...more: string[]): Grant {
  return grant(table, "dynamodb:BatchGetItem", ...conditionalWrites, ...more);
}

/** Lets a function look up resources, and nothing else. */
export function lookUp(...resources: readonly Link[]): Grant {
  return { link: resources, permissions: [] };
}

/** Permits actions without a link. */
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
