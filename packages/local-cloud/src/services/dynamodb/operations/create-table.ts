import { AwsError } from "../../../kernel/aws-error.ts";
import { uuid } from "../../../kernel/random.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import type { CreateTableInput } from "../../../models/dynamodb-types.ts";
import { describeTable } from "../describe-table.ts";
import { readDescribed } from "../read-described.ts";
import { readKeys, readStreamSpecification } from "../read-table-definition.ts";
import { findTable, insertTable, type Table, tableName } from "../table.ts";
import { startStream } from "../table-stream.ts";
import { readTags } from "../tags.ts";

/**
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
 *
 * In process, and only there, `LatestStreamArn` fixes the ARN of the stream: a deployment's graph refers to it.
 */
export function createTable(
  input: CreateTableInput & { readonly LatestStreamArn?: string },
  context: OperationContext,
): object {
  const name = tableName(input.TableName);
  const created = context.clock.now();
  const described = readDescribed(context, input, created);
  const { key, indexes } = readKeys(input);
  const viewType = readStreamSpecification(input.StreamSpecification);
  const tags = readTags(input.Tags);
  return context.store.transaction(() => {
    if (findTable(context, name)) throw new AwsError("ResourceInUseException", `Table already exists: ${name}`);
    const arn = `arn:aws:dynamodb:${context.region}:${context.account}:table/${name}`;
    const definition = {
      name,
      arn,
      tableId: uuid(context.random),
      created,
      key,
      indexes,
      deletionProtection: input.DeletionProtectionEnabled ?? false,
      pointInTimeRecovery: false,
      tags,
      described,
    };
    const streamArn = context.accessKeyId === "" ? input.LatestStreamArn : undefined;
    const stream = viewType && viewType !== "off" ? startStream(context, definition, viewType, streamArn) : undefined;
    insertTable(context, stream ? { ...definition, stream } : definition);
    return { TableDescription: describeTable(context, findTable(context, name) as Table) };
  });
}
