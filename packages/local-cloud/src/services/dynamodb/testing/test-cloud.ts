import { type CreateTableCommandInput, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import { type Cloud, createCloud } from "../../../cloud.ts";
import { inProcess } from "../../../drivers/in-process.ts";
import { type VirtualClock, virtualClock } from "../../../kernel/clock.ts";
import { streamsService } from "../../streams/service.ts";
import { dynamodbService } from "../service.ts";

/** A cloud with DynamoDB alone, and real clients for it. */
export interface TestCloud {
  readonly cloud: Cloud;
  readonly clock: VirtualClock;
  readonly client: DynamoDBClient;
  readonly streams: DynamoDBStreamsClient;
}

/** Starts one on a virtual clock, in memory unless a folder is given. */
export function testCloud(storage = "memory"): TestCloud {
  const clock = virtualClock();
  const cloud = createCloud({
    services: [dynamodbService, streamsService],
    storage,
    region: "us-east-1",
    account: "000000000000",
    clock,
  });
  const configuration = {
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    endpoint: "http://local",
    maxAttempts: 1,
    requestHandler: inProcess(cloud),
  };
  return {
    cloud,
    clock,
    client: new DynamoDBClient(configuration),
    streams: new DynamoDBStreamsClient(configuration),
  };
}

/** A table with text keys `pk` and `sk`, a global index by `kind`, and a stream of both images. */
export const registryTable = {
  TableName: "Registry",
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [
    { AttributeName: "pk", AttributeType: "S" },
    { AttributeName: "sk", AttributeType: "S" },
    { AttributeName: "kind", AttributeType: "S" },
  ],
  KeySchema: [
    { AttributeName: "pk", KeyType: "HASH" },
    { AttributeName: "sk", KeyType: "RANGE" },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: "byKind",
      KeySchema: [
        { AttributeName: "kind", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["n"] },
    },
  ],
  StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
} as const satisfies CreateTableCommandInput;
