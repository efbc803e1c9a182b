import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CreateTableCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { CreateFunctionCommand } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { createCloud } from "../../cloud.ts";
import { type HttpEndpoint, serve } from "../../drivers/http.ts";
import { dynamodbService } from "../dynamodb/service.ts";
import { s3Service } from "../s3/service.ts";
import {
  clientsOf,
  clouds,
  createConsumer,
  createStream,
  ITEMS,
  idsOf,
  map,
  put,
  settle,
  start,
} from "./mapped-cloud-fixture.ts";
import { workerThreads } from "./runtime/worker-threads.ts";
import { lambdaService } from "./service.ts";

describe("a stream mapping, with what is around it,", () => {
  it("gives the failure bucket the records themselves", async () => {
    const setup = start(
      () => {
        throw new Error("Cannot.");
      },
      { more: [s3Service] },
    );
    await createConsumer(setup);
    const stream = await createStream(setup);
    await setup.s3.send(new CreateBucketCommand({ Bucket: "failures" }));
    await put(setup, ["a", "b"]);
    const { UUID } = await map(setup, {
      EventSourceArn: stream,
      StartingPosition: "TRIM_HORIZON",
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: "arn:aws:s3:::failures" } },
    });
    await settle(setup);
    const { Contents } = await setup.s3.send(new ListObjectsV2Command({ Bucket: "failures" }));
    expect(Contents).toHaveLength(1);
    const Key = Contents?.[0]?.Key ?? "";
    expect(Key).toMatch(
      new RegExp(
        `^aws/lambda/${UUID}/shardId-[0-9a-f-]+/2026/01/01/2026-01-01T00\\.00\\.\\d\\d-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`,
      ),
    );
    const { Body } = await setup.s3.send(new GetObjectCommand({ Bucket: "failures", Key }));
    const notice = JSON.parse((await Body?.transformToString()) ?? "");
    expect(notice).toMatchObject({
      requestContext: { condition: "RetryAttemptsExhausted" },
      DDBStreamBatchInfo: { batchSize: 2 },
    });
    expect(idsOf(JSON.parse(notice.payload))).toEqual(["a", "b"]);
  });

  it("continues in the next process where the last one ended", async () => {
    const storage = mkdtempSync(join(tmpdir(), "mappings-"));
    try {
      const seen: unknown[] = [];
      const first = start(event => (idsOf(event).includes("c") ? new Promise(() => {}) : seen.push(...idsOf(event))), {
        storage,
      });
      await createConsumer(first);
      const stream = await createStream(first);
      await put(first, ["a", "b", "c", "d"]);
      await map(first, { EventSourceArn: stream, StartingPosition: "TRIM_HORIZON", BatchSize: 2 });
      await first.clock.advance(100);
      expect(seen).toEqual(["a", "b"]);
      await clouds.pop()?.stop();
      const second = start(event => void seen.push(...idsOf(event)), { storage });
      await settle(second);
      expect(seen).toEqual(["a", "b", "c", "d"]);
      await clouds.pop()?.stop();
    } finally {
      rmSync(storage, { recursive: true, force: true });
    }
  });

  it("runs a function from its TypeScript source, with the client that its environment makes", async () => {
    let endpoint: HttpEndpoint | undefined;
    const runtime = workerThreads({
      root: fileURLToPath(new URL("./runtime", import.meta.url)),
      endpoint: () => endpoint?.url ?? "",
      region: "us-east-1",
    });
    const cloud = createCloud({
      services: [dynamodbService, lambdaService({ runtime })],
      storage: "memory",
      region: "us-east-1",
      account: "000000000000",
    });
    clouds.push(cloud);
    endpoint = await serve(cloud, { port: 0 });
    cloud.start();
    const setup = { ...start(() => null), ...clientsOf(cloud) };
    const stream = await createStream(setup);
    await setup.dynamodb.send(new CreateTableCommand({ ...ITEMS, TableName: "copies" }));
    await setup.lambda.send(
      new CreateFunctionCommand({
        FunctionName: "consumer",
        Role: "arn:aws:iam::000000000000:role/r",
        Handler: "copy-items-fixture.copy",
        Timeout: 30,
        Environment: { Variables: { TARGET: "copies" } },
        Code: {},
      }),
    );
    await map(setup, { EventSourceArn: stream, StartingPosition: "TRIM_HORIZON" });
    await put(setup, ["a", "b", "c"]);
    await cloud.settled();
    const { Items } = await setup.dynamodb.send(new ScanCommand({ TableName: "copies" }));
    expect(Items?.map(item => `${item.pk?.S} by ${item.by?.S}`).toSorted()).toEqual(
      ["a", "b", "c"].map(id => `${id} by consumer`),
    );
    await endpoint.close();
  });
});
