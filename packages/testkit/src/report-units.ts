import {
  type BatchStatementResponse,
  type ConsumedCapacity,
  DynamoDBServiceException,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from "@aws-sdk/client-dynamodb";
import type { Pluggable } from "@smithy/types";

/** Called with the capacity units that a call consumed. */
export type HearUnits = (kind: "read" | "write", units: number) => void;

/** Our PartiQL statements only write. */
const WRITES = /^(Put|Update|Delete|BatchWrite|TransactWrite|BatchExecuteStatement)/;

/** Error codes of a statement whose condition failed or whose item existed. */
const REFUSALS: ReadonlySet<string | undefined> = new Set(["ConditionalCheckFailed", "DuplicateItem"]);

/**
 * Makes a client ask DynamoDB, with each call, for the capacity units that tables and indexes consumed. A write whose
 * condition fails counts as one unit, since it reports none.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html#WorkingWithItems.ConditionalUpdate
 */
export function reportUnits(hear: HearUnits): Pluggable<ServiceInputTypes, ServiceOutputTypes> {
  return {
    applyToStack: stack =>
      stack.add(
        (next, { commandName = "" }) =>
          async args => {
            const kind = WRITES.test(commandName) ? "write" : "read";
            const input = { ...args.input, ReturnConsumedCapacity: "TOTAL" } as ServiceInputTypes;
            try {
              const result = await next({ ...args, input });
              const { ConsumedCapacity: told = [], Responses = [] } = result.output as {
                readonly ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[];
                readonly Responses?: BatchStatementResponse[];
              };
              for (const { CapacityUnits = 0 } of [told].flat()) hear(kind, CapacityUnits);
              if (commandName.startsWith("BatchExecuteStatement"))
                for (const { Error: refused } of Responses) if (refused && REFUSALS.has(refused.Code)) hear("write", 1);
              return result;
            } catch (error) {
              if (error instanceof DynamoDBServiceException && error.name === "ConditionalCheckFailedException")
                hear("write", 1);
              throw error;
            }
          },
        { name: "reportUnits", step: "initialize" },
      ),
  };
}
