import { AwsError } from "../../kernel/aws-error.ts";
import type { OperationContext } from "../../kernel/service.ts";
import type { Tag } from "../../models/dynamodb-types.ts";
import { findTable, type Table, tableName } from "./table.ts";
import { validationError } from "./validation-error.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Tagging.html */
const MOST_TAGS = 50;

/** Reads `Tags`. */
export function readTags(tags: readonly Tag[] | null | undefined): Record<string, string> {
  for (const { Key } of tags ?? [])
    if (Key.startsWith("aws:"))
      throw validationError("One or more parameter values were invalid: TagKey cannot begin with aws:");
  return checkTags(Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key, Value])));
}

/** All tags of a table, which may not be more than 50. */
export function checkTags(tags: Record<string, string>): Record<string, string> {
  if (Object.keys(tags).length <= MOST_TAGS) return tags;
  throw validationError(`One or more parameter values were invalid: Too many tags: a table has at most ${MOST_TAGS}`);
}

/** What a request for tags must have, in AWS's order. Answers of AWS: dynalite's tests of TagResource. */
export function taggedTable(
  context: OperationContext,
  operation: "TagResource" | "UntagResource" | "ListTagsOfResource",
  arn: string | null | undefined,
  given?: { readonly member: string; readonly list: readonly unknown[] | null | undefined; readonly empty: string },
): Table {
  if (arn === undefined || arn === null) throw validationError("Invalid TableArn");
  if (!/^.+:.+:.+:.+:.+:.+\/.+$/.test(arn))
    throw new AwsError(
      "AccessDeniedException",
      `User: arn:aws:iam::${context.account}:user/${context.accessKeyId} is not authorized to perform: dynamodb:${operation} on resource: ${arn === "" ? "*" : arn}`,
    );
  if (given && !given.list)
    throw validationError(
      `1 validation error detected: Value null at '${given.member}' failed to satisfy constraint: Member must not be null`,
    );
  if (!/^arn:aws:dynamodb:.+:\d+:table\/[^/]{2}[^/]+$/.test(arn))
    throw validationError(`Invalid TableArn: Invalid ResourceArn provided as input ${arn}`);
  if (given?.list?.length === 0) throw validationError(given.empty);
  const table = findTable(context, tableName(arn));
  if (table) return table;
  const which = operation === "UntagResource" ? "" : `: ResourcArn: ${arn} not found`;
  throw new AwsError("ResourceNotFoundException", `Requested resource not found${which}`);
}
