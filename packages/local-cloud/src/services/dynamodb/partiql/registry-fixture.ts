import {
  type AttributeValue,
  BatchExecuteStatementCommand,
  type BatchStatementRequest,
  CreateTableCommand,
  ExecuteStatementCommand,
  GetItemCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { beforeEach } from "vitest";
import { registryTable, type TestCloud, testCloud } from "../test-cloud-fixture.ts";

type Item = Record<string, AttributeValue>;

export const S = (text: string) => ({ S: text });
export const N = (number: number) => ({ N: String(number) });
export const key = (pk: string) => ({ pk: S(pk), sk: S("0") });

/** A statement of a batch. */
export const of = (Statement: string, ...Parameters: AttributeValue[]): BatchStatementRequest => ({
  Statement,
  Parameters,
});

/** A statement that changes the item `a`. */
export const update = (clauses: string, condition = "") =>
  `UPDATE "Registry" ${clauses} WHERE pk = 'a' AND sk = '0'${condition}`;

/** The message that a call is refused with. */
export const message = (sent: Promise<unknown>) =>
  sent.then(
    () => "none",
    (error: Error) => error.message,
  );

/** A cloud with an empty table for each test, and what tests ask of it. */
export function useRegistry() {
  let opened: TestCloud;
  let streamArn = "";
  beforeEach(async () => {
    opened = testCloud();
    const created = await opened.client.send(new CreateTableCommand(registryTable));
    streamArn = created.TableDescription?.LatestStreamArn ?? "";
  });
  return {
    cloud: () => opened.cloud,
    client: () => opened.client,
    streamArn: () => streamArn,
    put: (pk: string, rest: Item = {}) =>
      opened.client.send(new PutItemCommand({ TableName: "Registry", Item: { ...key(pk), ...rest } })),
    item: async (pk: string): Promise<Item | undefined> =>
      (await opened.client.send(new GetItemCommand({ TableName: "Registry", Key: key(pk) }))).Item,
    execute: (Statement: string, ...Parameters: AttributeValue[]) =>
      opened.client.send(new ExecuteStatementCommand({ Statement, ...(Parameters.length > 0 ? { Parameters } : {}) })),
    batch: (...Statements: BatchStatementRequest[]) =>
      opened.client.send(new BatchExecuteStatementCommand({ Statements })),
  };
}
