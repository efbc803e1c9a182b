import { AwsError } from "../../../kernel/aws-error.ts";
import { uuid } from "../../../kernel/random.ts";
import type { OperationContext } from "../../../kernel/service.ts";
import { describeTable } from "../describe-table.ts";
import { readDescribed } from "../read-described.ts";
import { type Input, optionalBoolean, optionalText, refuseMembers, requiredText } from "../read-input.ts";
import { readKeys, readStreamSpecification } from "../read-table-definition.ts";
import { readTags } from "../read-tags.ts";
import { findTable, insertTable, type Table, tableName } from "../table.ts";
import { startStream } from "../table-stream.ts";

/**
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
 *
 * In process, and only there, `LatestStreamArn` fixes the ARN of the stream: a deployment's graph refers to it.
 */
export function createTable(input: Input, context: OperationContext): object {
  refuseMembers(input, ["ResourcePolicy", "GlobalTableSourceArn", "GlobalTableSettingsReplicationMode"]);
  const name = tableName(requiredText(input, "TableName"));
  const { key, indexes } = readKeys(input);
  const viewType = readStreamSpecification(input);
  return context.store.transaction(() => {
    if (findTable(context, name)) throw new AwsError("ResourceInUseException", `Table already exists: ${name}`);
    const arn = `arn:aws:dynamodb:${context.region}:${context.account}:table/${name}`;
    const definition = {
      name,
      arn,
      tableId: uuid(context.random),
      created: context.clock.now(),
      key,
      indexes,
      deletionProtection: optionalBoolean(input, "DeletionProtectionEnabled") ?? false,
      pointInTimeRecovery: false,
      tags: readTags(input),
      described: readDescribed(input),
    };
    const streamArn = context.accessKeyId === "" ? optionalText(input, "LatestStreamArn") : undefined;
    const stream = viewType && viewType !== "off" ? startStream(context, definition, viewType, streamArn) : undefined;
    insertTable(context, stream ? { ...definition, stream } : definition);
    return { TableDescription: describeTable(context, findTable(context, name) as Table) };
  });
}
