import type { CloudContext } from "../../kernel/service.ts";
import { describeKeySchema } from "./describe-table.ts";
import { openStream } from "./stream.ts";
import type { StreamViewType, TableDefinition } from "./table.ts";

/** Starts a table's stream; its label, part of its ARN, is the time, unless the ARN is given. */
export function startStream(
  context: CloudContext,
  table: Pick<TableDefinition, "arn" | "name" | "key">,
  viewType: StreamViewType,
  givenArn: string | undefined,
): NonNullable<TableDefinition["stream"]> {
  const arn = givenArn ?? `${table.arn}/stream/${new Date(context.clock.now()).toISOString().slice(0, -1)}`;
  const label = arn.slice(arn.lastIndexOf("/") + 1);
  const keySchema = describeKeySchema(table.key);
  return { id: openStream(context, { arn, tableName: table.name, label, viewType, keySchema }), arn, label, viewType };
}
