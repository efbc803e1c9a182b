import type { CloudContext } from "../../../kernel/service.ts";
import type { CapacityReport } from "../consumed-capacity.ts";
import type { Item } from "../values/attribute-value.ts";
import { performWrite } from "../writes/perform-write.ts";
import { returnedAttributes } from "../writes/returned-attributes.ts";
import type { WriteRequest } from "../writes/write-request.ts";
import type { Returning, WriteStatement } from "./statement.ts";
import { withoutExpressionName } from "./without-expression-name.ts";

/** Does a statement's write, and gives what its RETURNING clause asks for. */
export function executeWrite(
  context: CloudContext,
  statement: WriteStatement,
  request: WriteRequest,
  capacity: CapacityReport,
): Item | undefined {
  const outcome = withoutExpressionName(() => performWrite(context, request));
  capacity.addWrite(request.table, outcome.before?.item, outcome.after);
  return returnedAttributes(returningOf(statement) ?? "NONE", request, outcome);
}

/** The attributes that a statement asks to return. */
export function returningOf(statement: WriteStatement): Returning | undefined {
  return statement.kind === "update" || statement.kind === "delete" ? statement.returning : undefined;
}
