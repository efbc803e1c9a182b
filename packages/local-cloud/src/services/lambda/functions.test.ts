import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  type CreateFunctionRequest,
  DeleteFunctionCommand,
  DeleteFunctionEventInvokeConfigCommand,
  GetEventSourceMappingCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  GetRuntimeManagementConfigCommand,
  InvokeCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListFunctionEventInvokeConfigsCommand,
  ListFunctionsCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  UpdateFunctionConfigurationCommand,
  UpdateFunctionEventInvokeConfigCommand,
} from "@aws-sdk/client-lambda";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, describe, expect, it } from "vitest";
import { type Cloud, createCloud } from "../../cloud.ts";
import { inProcess } from "../../drivers/in-process.ts";
import { virtualClock } from "../../kernel/clock.ts";
import { sqsService } from "../sqs/service.ts";
import { inProcessFunctions, type LocalFunction } from "./runtime/in-process-functions.ts";
import { lambdaService } from "./service.ts";

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

function start(functions: Record<string, LocalFunction> = {}, storage = "memory") {
  const clock = virtualClock();
  const cloud: Cloud = createCloud({
    services: [sqsService, lambdaService({ runtime: inProcessFunctions(functions, { clock }) })],
    storage,
    region: "us-east-1",
    account: "000000000000",
    clock,
  });
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= cloud.stop());
  ends.push(stop);
  cloud.start();
  const config = {
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    endpoint: "http://local",
    maxAttempts: 1,
    requestHandler: inProcess(cloud),
  };
  return { clock, cloud, stop, lambda: new LambdaClient(config), sqs: new SQSClient(config) };
}

const fn = (name: string, more: Partial<CreateFunctionRequest> = {}) =>
  new CreateFunctionCommand({
    FunctionName: name,
    Role: "arn:aws:iam::000000000000:role/r",
    Handler: `services/${name}.handler`,
    Runtime: "nodejs24.x",
    Code: {},
    ...more,
  });

const json = (payload: Uint8Array | undefined) => JSON.parse(Buffer.from(payload ?? []).toString());

describe("functions", () => {
  it("are created, described, listed, changed and deleted", async () => {
    const { lambda } = start();
    const made = await lambda.send(fn("one", { Timeout: 20, Environment: { Variables: { STAGE: "test" } } }));
    expect(made).toMatchObject({
      FunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:one",
      State: "Active",
      Timeout: 20,
      MemorySize: 128,
      Version: "$LATEST",
      Environment: { Variables: { STAGE: "test" } },
    });
    await lambda.send(fn("two"));
    expect((await lambda.send(new ListFunctionsCommand({ MaxItems: 1 }))).NextMarker).toBe("one");
    expect((await lambda.send(new ListFunctionsCommand({ Marker: "one" }))).Functions).toMatchObject([
      { FunctionName: "two" },
    ]);
    const changed = await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "one", Timeout: 30 }));
    expect(changed.RevisionId).not.toBe(made.RevisionId);
    const again = await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "one", Timeout: 30 }));
    expect(again.RevisionId).toBe(changed.RevisionId);
    const arn = "arn:aws:lambda:us-east-1:000000000000:function:one";
    expect(await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: arn }))).toMatchObject({
      Timeout: 30,
    });
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: "one", ReservedConcurrentExecutions: 3 }));
    expect(await lambda.send(new GetFunctionCommand({ FunctionName: "000000000000:function:one" }))).toMatchObject({
      Configuration: { Handler: "services/one.handler" },
      Concurrency: { ReservedConcurrentExecutions: 3 },
    });
    await lambda.send(new DeleteFunctionCommand({ FunctionName: "one" }));
    await expect(lambda.send(new GetFunctionCommand({ FunctionName: "one" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: `Function not found: ${arn}`,
    });
  });

  it("refuse what the local cloud cannot do, by name", async () => {
    const { lambda } = start();
    const refusal = (more: Partial<CreateFunctionRequest>) =>
      lambda.send(fn("one", more)).then(() => "accepted", String);
    expect(await refusal({ Code: { ZipFile: new Uint8Array(1) } })).toContain("ZipFile");
    expect(await refusal({ Code: { ImageUri: "x" } })).toContain("ImageUri");
    expect(await refusal({ Runtime: "python3.13" })).toContain("python3.13");
    expect(await refusal({ VpcConfig: { SubnetIds: ["subnet-1"] } })).toContain("VpcConfig");
    expect(await refusal({ PackageType: "Image" })).toContain("PackageType");
    const client = new InvokeCommand({ FunctionName: "one", ClientContext: "e30=" });
    await expect(lambda.send(client)).rejects.toMatchObject({
      name: "InvalidParameterValueException",
      message: expect.stringContaining("ClientContext"),
    });
    await expect(lambda.send(new GetRuntimeManagementConfigCommand({ FunctionName: "one" }))).rejects.toMatchObject({
      name: "UnknownOperationException",
      message: expect.stringContaining("Lambda GetRuntimeManagementConfig"),
    });
    expect(await refusal({ Handler: "../outside.handler" })).toContain("Handler");
    expect(await refusal({ Timeout: 901 })).toContain("timeout");
    expect(await refusal({ FunctionName: "not a name" })).toContain("ValidationException");
    await lambda.send(fn("one"));
    const moved = new UpdateFunctionConfigurationCommand({ FunctionName: "one", Handler: "../outside.handler" });
    await expect(lambda.send(moved)).rejects.toThrow("Handler");
    await expect(lambda.send(fn("one"))).rejects.toMatchObject({ name: "ResourceConflictException" });
  });

  it("are refused in the words of AWS where a length, a pattern or a word is wrong, before anything else", async () => {
    const { lambda } = start();
    const refusal = (command: CreateFunctionCommand | InvokeCommand | GetFunctionCommand | ListFunctionsCommand) =>
      lambda.send(command as CreateFunctionCommand).then(
        () => "accepted",
        ({ name, message }) => [name, message],
      );
    const invalid = (count: string, ...problems: string[]) => [
      "ValidationException",
      `${count} detected: ${problems.join("; ")}`,
    ];
    expect([
      await refusal(fn("one", { Role: "r", Timeout: 0 })),
      await refusal(fn("one", { Architectures: ["sparc" as "arm64"] })),
      await refusal(new InvokeCommand({ FunctionName: "one", InvocationType: "Later" as "Event" })),
      await refusal(new ListFunctionsCommand({ MaxItems: 0 })),
    ]).toEqual([
      invalid(
        "2 validation errors",
        "Value 'r' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+",
        "Value '0' at 'timeout' failed to satisfy constraint: Member must have value greater than or equal to 1",
      ),
      invalid(
        "1 validation error",
        "Value '[sparc]' at 'architectures' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64]]",
      ),
      invalid(
        "1 validation error",
        "Value 'Later' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]",
      ),
      invalid(
        "1 validation error",
        "Value '0' at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 1",
      ),
    ]);
  });

  it("keep their tags and storage, and have no version but $LATEST", async () => {
    const { lambda } = start();
    await lambda.send(fn("one", { Tags: { team: "icu" }, EphemeralStorage: { Size: 1_024 } }));
    const read = (Qualifier: string) => lambda.send(new GetFunctionCommand({ FunctionName: "one", Qualifier }));
    expect(await read("$LATEST")).toMatchObject({
      Configuration: { EphemeralStorage: { Size: 1_024 } },
      Tags: { team: "icu" },
    });
    await expect(read("7")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    const run = new InvokeCommand({ FunctionName: "one", Qualifier: "live" });
    await expect(lambda.send(run)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    const latest = new DeleteFunctionCommand({ FunctionName: "one", Qualifier: "$LATEST" });
    await expect(lambda.send(latest)).rejects.toThrow(
      "$LATEST version cannot be deleted without deleting the function.",
    );
  });

  it("outlive their process, with their mappings", async () => {
    const folder = mkdtempSync(join(tmpdir(), "lambda-"));
    ends.push(() => rmSync(folder, { recursive: true, force: true }));
    const first = start({}, folder);
    await first.lambda.send(fn("one"));
    await first.sqs.send(new CreateQueueCommand({ QueueName: "work" }));
    const EventSourceArn = "arn:aws:sqs:us-east-1:000000000000:work";
    const made = await first.lambda.send(new CreateEventSourceMappingCommand({ FunctionName: "one", EventSourceArn }));
    await first.stop();
    const { lambda } = start({}, folder);
    const { UUID, BatchSize } = await lambda.send(new GetEventSourceMappingCommand({ UUID: made.UUID }));
    expect([UUID, BatchSize]).toEqual([made.UUID, 10]);
    const listed = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName: "one", EventSourceArn }));
    expect(listed.EventSourceMappings).toHaveLength(1);
  });
});

describe("an invocation", () => {
  it("answers with the payload, or with the function's error", async () => {
    const { lambda } = start({
      good: event => ({ got: event }),
      bad: () => {
        throw new RangeError("Too far.");
      },
    });
    await lambda.send(fn("good"));
    await lambda.send(fn("bad"));
    const good = await lambda.send(new InvokeCommand({ FunctionName: "good", Payload: '{"a":1}', LogType: "Tail" }));
    expect(good).toMatchObject({ StatusCode: 200, ExecutedVersion: "$LATEST", LogResult: "" });
    expect(good.FunctionError).toBeUndefined();
    expect(json(good.Payload)).toEqual({ got: { a: 1 } });
    const bad = await lambda.send(new InvokeCommand({ FunctionName: "bad" }));
    expect(bad.FunctionError).toBe("Unhandled");
    expect(json(bad.Payload)).toMatchObject({ errorType: "RangeError", errorMessage: "Too far." });
  });

  it("is only checked in a dry run", async () => {
    let runs = 0;
    const { lambda } = start({ one: () => ++runs });
    await lambda.send(fn("one"));
    expect((await lambda.send(new InvokeCommand({ FunctionName: "one", InvocationType: "DryRun" }))).StatusCode).toBe(
      204,
    );
    expect(runs).toBe(0);
    await expect(lambda.send(new InvokeCommand({ FunctionName: "two" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
    await expect(lambda.send(new InvokeCommand({ FunctionName: "one", Payload: "{" }))).rejects.toMatchObject({
      name: "InvalidRequestContentException",
    });
  });

  it("is throttled when no concurrency is reserved", async () => {
    const { lambda } = start({ one: () => 1 });
    await lambda.send(fn("one"));
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: "one", ReservedConcurrentExecutions: 0 }));
    await expect(lambda.send(new InvokeCommand({ FunctionName: "one" }))).rejects.toMatchObject({
      name: "TooManyRequestsException",
      Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
    });
  });

  it("is retried after one and two minutes if asynchronous, then sent to the failure destination", async () => {
    const times: number[] = [];
    const setup = start({
      one: () => {
        times.push((setup.clock.now() - began) / 1000);
        throw new Error("No.");
      },
    });
    const { lambda, sqs, clock, cloud } = setup;
    const began = clock.now();
    await lambda.send(fn("one"));
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "failures" }));
    await lambda.send(
      new PutFunctionEventInvokeConfigCommand({
        FunctionName: "one",
        DestinationConfig: { OnFailure: { Destination: "arn:aws:sqs:us-east-1:000000000000:failures" } },
      }),
    );
    const answer = await lambda.send(
      new InvokeCommand({ FunctionName: "one", InvocationType: "Event", Payload: '{"a":1}' }),
    );
    expect(answer.StatusCode).toBe(202);
    await clock.advance(200_000);
    expect(times).toEqual([0, 60, 180]);
    expect(cloud.pending()).toEqual({});
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    expect(JSON.parse(Messages?.[0]?.Body ?? "")).toMatchObject({
      requestContext: { condition: "RetriesExhausted", approximateInvokeCount: 3 },
      requestPayload: { a: 1 },
      responsePayload: { errorType: "Error" },
    });
  });

  it("is configured, in whole or in part (API_UpdateFunctionEventInvokeConfig)", async () => {
    const { lambda } = start({});
    await lambda.send(fn("one"));
    const of = { FunctionName: "one" };
    const get = () => lambda.send(new GetFunctionEventInvokeConfigCommand(of));
    const missing = {
      name: "ResourceNotFoundException",
      message: expect.stringContaining("doesn't have an EventInvokeConfig"),
    };
    await expect(get()).rejects.toMatchObject(missing);
    await expect(lambda.send(new PutFunctionEventInvokeConfigCommand(of))).rejects.toThrow(
      "You must specify at least one of error handling or destination setting.",
    );
    const failures = { Destination: "arn:aws:sqs:us-east-1:000000000000:failures" };
    await lambda.send(new PutFunctionEventInvokeConfigCommand({ ...of, DestinationConfig: { OnFailure: failures } }));
    await lambda.send(
      new UpdateFunctionEventInvokeConfigCommand({ ...of, Qualifier: "$LATEST", MaximumRetryAttempts: 1 }),
    );
    const config = {
      FunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:one:$LATEST",
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnSuccess: {}, OnFailure: failures },
      LastModified: expect.any(Date),
    };
    expect(await get()).toMatchObject(config);
    const { FunctionEventInvokeConfigs } = await lambda.send(new ListFunctionEventInvokeConfigsCommand(of));
    expect(FunctionEventInvokeConfigs).toMatchObject([config]);
    await lambda.send(new PutFunctionEventInvokeConfigCommand({ ...of, MaximumEventAgeInSeconds: 60 }));
    expect(await get()).toMatchObject({ DestinationConfig: { OnSuccess: {}, OnFailure: {} } });
    await lambda.send(new DeleteFunctionEventInvokeConfigCommand(of));
    await expect(get()).rejects.toMatchObject(missing);
  });

  it("runs once, whether it succeeds or fails, when its destination and its dead-letter queue are gone", async () => {
    const payloads: unknown[] = [];
    const { lambda, clock, cloud } = start({
      one: payload => {
        payloads.push(payload);
        if ((payload as { fails: boolean }).fails) throw new Error("It fails.");
      },
    });
    const gone = "arn:aws:sqs:us-east-1:000000000000:gone";
    await lambda.send(fn("one", { DeadLetterConfig: { TargetArn: gone } }));
    const DestinationConfig = { OnSuccess: { Destination: gone }, OnFailure: { Destination: gone } };
    const once = { FunctionName: "one", MaximumRetryAttempts: 0, DestinationConfig };
    await lambda.send(new PutFunctionEventInvokeConfigCommand(once));
    for (const fails of [false, true]) {
      const Payload = JSON.stringify({ fails });
      await lambda.send(new InvokeCommand({ FunctionName: "one", InvocationType: "Event", Payload }));
      await clock.advance(10_000);
    }
    expect([payloads, cloud.pending()]).toEqual([[{ fails: false }, { fails: true }], {}]);
  });

  it("leaves its payload to the dead-letter queue with what failed (invocation-async-retain-records)", async () => {
    const { lambda, sqs, clock } = start({
      one: () => {
        throw new Error(`${"é".repeat(600)}\u0000`);
      },
    });
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "dead" }));
    await lambda.send(fn("one", { DeadLetterConfig: { TargetArn: "arn:aws:sqs:us-east-1:000000000000:dead" } }));
    await lambda.send(new InvokeCommand({ FunctionName: "one", InvocationType: "Event", Payload: '{"a":1}' }));
    await clock.advance(200_000);
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ["All"] }));
    expect(Messages?.[0]).toMatchObject({
      Body: '{"a":1}',
      MessageAttributes: {
        RequestID: { DataType: "String", StringValue: expect.stringMatching(/^[0-9a-f-]{36}$/) },
        ErrorCode: { DataType: "Number", StringValue: "200" },
        ErrorMessage: { DataType: "String", StringValue: "é".repeat(512) },
      },
    });
  });

  it("that is asynchronous outlives the process that accepted it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "lambda-"));
    ends.push(() => rmSync(folder, { recursive: true, force: true }));
    const first = start({ one: () => new Promise(() => {}) }, folder);
    await first.lambda.send(fn("one"));
    await first.lambda.send(new InvokeCommand({ FunctionName: "one", InvocationType: "Event", Payload: '"again"' }));
    await first.stop();
    const seen: unknown[] = [];
    const second = start({ one: event => void seen.push(event) }, folder);
    await second.clock.advance(0);
    expect(seen).toEqual(["again"]);
    expect(second.cloud.pending()).toEqual({});
  });
});
