import { parentPort, workerData } from "node:worker_threads";
import { BatchWriteItemCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { median } from "./median.ts";

/** What one thread of the floor does: the calls of one part of the flow, `count` changes of them. */
export interface FloorWork {
  readonly role: "load" | "capture" | "consume" | "latency";
  readonly count: number;
  readonly endpoint: string;
}

const { role, count, endpoint } = workerData as FloorWork;
const options = { endpoint, region: "us-east-1", credentials: { accessKeyId: "floor", secretAccessKey: "floor" } };
const dynamodb = new DynamoDBClient(options);
const events = new EventBridgeClient(options);

const text = (length: number) => ({ S: "x".repeat(length) });
const item = {
  ...{ pk: text(24), sk: text(24), itemType: text(7), patientId: text(16), familyName: text(8), gender: text(6) },
  givenNames: { L: [text(6)] },
  identifiers: { L: [{ M: { system: text(23), value: text(7) } }] },
};
const detail = JSON.stringify({ metadata: "x".repeat(560), data: "x".repeat(380) });
const entry = {
  EventBusName: "bus",
  Source: "tributary.patient-registry",
  DetailType: "PatientRecordChanged.v1",
  Detail: detail,
  Time: new Date(),
};
const condition = {
  ConditionExpression: "attribute_not_exists(#sequence) OR #sequence < :sequence",
  ExpressionAttributeNames: { "#sequence": "sequence" },
  ExpressionAttributeValues: { ":sequence": text(40) },
};

const consume = () =>
  dynamodb.send(
    new PutItemCommand({
      TableName: "timeline",
      Item: { ...item, sequence: text(40), eventId: text(32) },
      ...condition,
    }),
  );
const publish = (entries: number) => events.send(new PutEventsCommand({ Entries: Array(entries).fill(entry) }));
const write = (items: number) =>
  dynamodb.send(
    new BatchWriteItemCommand({ RequestItems: { registry: Array(items).fill({ PutRequest: { Item: item } }) } }),
  );

/** As the real parts do: batches of 25 four at a time, calls of 10 four at a time, messages ten at a time. */
const roles: Record<FloorWork["role"], () => Promise<number>> = {
  load: () => inParallel(Math.ceil(count / 25), 4, () => write(25)),
  capture: () => inParallel(Math.ceil(count / 10), 4, () => publish(10)),
  consume: () => inParallel(count, 10, consume),
  async latency() {
    const times: number[] = [];
    for (let index = 0; index < count; index++) {
      const began = performance.now();
      await write(1);
      await publish(1);
      await consume();
      times.push(performance.now() - began);
    }
    return median(times);
  },
};

await consume();
await publish(1);
parentPort?.once("message", async () => parentPort?.postMessage(await roles[role]()));
parentPort?.postMessage(0);

async function inParallel(times: number, at: number, call: () => Promise<unknown>): Promise<number> {
  let left = times;
  const runner = async () => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: at }, runner));
  return times;
}
