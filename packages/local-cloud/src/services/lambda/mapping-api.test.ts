import {
  CreateFunctionCommand,
  DeleteEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import { describe, expect, it } from "vitest";
import { createConsumer, createQueue, createStream, map, put, settle, start } from "./mapped-cloud-fixture.ts";

async function open() {
  const setup = start(() => null);
  await createConsumer(setup);
  await setup.lambda.send(
    new CreateFunctionCommand({
      FunctionName: "slow",
      Role: "arn:aws:iam::000000000000:role/r",
      Handler: "slow.handler",
      Timeout: 60,
      Code: {},
    }),
  );
  const stream = await createStream(setup);
  const [, queue] = await createQueue(setup, "work");
  const [, fifo] = await createQueue(setup, "line.fifo", { FifoQueue: "true" });
  const refusal = (more: Parameters<typeof map>[1]) =>
    map(setup, more).then(
      () => "accepted",
      ({ name, message }: Error) => [name, message],
    );
  return { ...setup, setup, stream, queue, fifo, refusal };
}

describe("an event source mapping", () => {
  it("is refused as AWS refuses it, and what the local cloud cannot do by its name", async () => {
    const { stream, queue, fifo, refusal } = await open();
    const invalid = (message: unknown) => ["InvalidParameterValueException", message];
    const valid = (message: string) => ["ValidationException", expect.stringContaining(message)];
    const pattern = (Pattern?: string) => ({ EventSourceArn: queue, FilterCriteria: { Filters: [{ Pattern }] } });
    expect([
      await refusal({}),
      await refusal({ EventSourceArn: "arn:aws:kinesis:us-east-1:000000000000:stream/s" }),
      await refusal({ EventSourceArn: queue, FunctionName: "missing" }),
      // Quoted in https://github.com/winglang/wing/issues/1507
      await refusal({ EventSourceArn: queue, FunctionName: "slow" }),
      // Quoted in https://github.com/aws/aws-lambda-dotnet/pull/1758
      await refusal({ EventSourceArn: fifo, MaximumBatchingWindowInSeconds: 5 }),
      await refusal({ EventSourceArn: `${queue}2` }),
      await refusal({ EventSourceArn: `${stream}2`, StartingPosition: "LATEST" }),
      await refusal({ EventSourceArn: queue, StartingPosition: "LATEST" }),
      await refusal({ EventSourceArn: stream }),
      await refusal({ EventSourceArn: stream, StartingPosition: "AT_TIMESTAMP" }),
      await refusal({ EventSourceArn: stream, StartingPosition: "FIRST" as "LATEST" }),
      await refusal({ EventSourceArn: queue, BatchSize: 11 }),
      await refusal({ EventSourceArn: queue, BatchSize: 0 }),
      await refusal({ EventSourceArn: stream, StartingPosition: "LATEST", BatchSize: 10_001 }),
      await refusal({ EventSourceArn: queue, ScalingConfig: { MaximumConcurrency: 1 } }),
      await refusal(pattern("{")),
      await refusal(pattern('{"body":"text"}')),
      await refusal(pattern()),
      await refusal({ EventSourceArn: stream, StartingPosition: "LATEST", TumblingWindowInSeconds: 10 }),
    ]).toEqual([
      invalid("Unrecognized event source."),
      invalid(expect.stringContaining("Unrecognized event source: the local cloud supports")),
      invalid("Function does not exist"),
      invalid("Queue visibility timeout: 30 seconds is less than Function timeout: 60 seconds"),
      invalid("Batching window is not supported for FIFO queues"),
      invalid(expect.stringContaining("SQS Error Code: AWS.SimpleQueueService.NonExistentQueue")),
      invalid(`Stream not found: ${stream}2`),
      invalid("StartingPosition is not valid for SQS event sources."),
      invalid(expect.stringContaining("Value null at 'startingPosition' failed to satisfy constraint")),
      invalid(`Unsupported starting position for arn type: ${stream}`),
      valid("Member must satisfy enum value set: [LATEST, AT_TIMESTAMP, TRIM_HORIZON]"),
      invalid("Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10"),
      valid("Value '0' at 'batchSize' failed to satisfy constraint: Member must have value greater than or equal to 1"),
      valid("Member must have value less than or equal to 10000"),
      valid("Member must have value greater than or equal to 2"),
      invalid("Invalid filter pattern definition."),
      invalid("Invalid filter pattern definition."),
      invalid("Invalid filter pattern definition."),
      invalid(expect.stringContaining("TumblingWindowInSeconds")),
    ]);
  });

  it("exists once for a source and a function, in the words of its kind", async () => {
    const { setup, stream, queue, refusal } = await open();
    const of = { EventSourceArn: stream, StartingPosition: "LATEST" as const };
    const { UUID } = await map(setup, of);
    // Quoted in https://github.com/aws/serverless-application-model/issues/1320
    expect(await refusal(of)).toEqual([
      "ResourceConflictException",
      `The event source arn (" ${stream} ") and function (" consumer ") provided mapping already exists. Please update or delete the existing mapping with UUID ${UUID}`,
    ]);
    const other = await map(setup, { EventSourceArn: queue });
    // Quoted in https://github.com/aws/chalice/issues/2146
    expect(await refusal({ EventSourceArn: queue })).toEqual([
      "ResourceConflictException",
      `An event source mapping with SQS arn (" ${queue} ") and function (" consumer ") already exists. Please update or delete the existing mapping with UUID ${other.UUID}`,
    ]);
  });

  it("shows every setting that its kind of source has, with AWS's defaults (API_EventSourceMappingConfiguration)", async () => {
    const { setup, lambda, stream, queue } = await open();
    const ofQueue = await map(setup, { EventSourceArn: queue });
    const common = {
      UUID: expect.any(String),
      EventSourceMappingArn: expect.stringContaining(":event-source-mapping:"),
      FunctionArn: expect.stringContaining(":function:consumer"),
      FunctionResponseTypes: [],
      LastModified: expect.any(Date),
      MaximumBatchingWindowInSeconds: 0,
      State: "Creating",
      $metadata: expect.objectContaining({ httpStatusCode: 202 }),
    };
    expect(ofQueue).toEqual({
      ...common,
      EventSourceArn: queue,
      BatchSize: 10,
      StateTransitionReason: "USER_INITIATED",
    });
    const ofStream = await map(setup, { EventSourceArn: stream, StartingPosition: "TRIM_HORIZON", Enabled: false });
    expect(ofStream).toEqual({
      ...common,
      EventSourceArn: stream,
      BatchSize: 100,
      BisectBatchOnFunctionError: false,
      DestinationConfig: { OnFailure: {} },
      LastProcessingResult: "No records processed",
      MaximumRecordAgeInSeconds: -1,
      MaximumRetryAttempts: -1,
      ParallelizationFactor: 1,
      StartingPosition: "TRIM_HORIZON",
      StateTransitionReason: "User action",
      TumblingWindowInSeconds: 0,
    });
    const { EventSourceMappings } = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName: "consumer" }));
    expect(EventSourceMappings?.map(({ State }) => State).toSorted()).toEqual(["Disabled", "Enabled"]);
  });

  it("changes what an update names, and keeps the rest", async () => {
    const { setup, lambda, queue, fifo } = await open();
    const Filters = [{ Pattern: '{"body":{"kind":["wanted"]}}' }];
    const ScalingConfig = { MaximumConcurrency: 3 };
    const { UUID } = await map(setup, { EventSourceArn: queue, FilterCriteria: { Filters }, ScalingConfig });
    const update = (more: object) => lambda.send(new UpdateEventSourceMappingCommand({ UUID, ...more }));
    const read = () => lambda.send(new GetEventSourceMappingCommand({ UUID }));
    expect(await update({ BatchSize: 5 })).toMatchObject({
      State: "Updating",
      BatchSize: 5,
      FilterCriteria: { Filters },
    });
    expect(await read()).toMatchObject({ State: "Enabled", BatchSize: 5, ScalingConfig });
    await update({ FilterCriteria: {}, ScalingConfig: {}, Enabled: false });
    const changed = await read();
    expect(changed).toMatchObject({ State: "Disabled", BatchSize: 5 });
    expect([changed.FilterCriteria, changed.ScalingConfig]).toEqual([undefined, undefined]);
    await expect(update({ BatchSize: 11 })).rejects.toThrow("Maximum batch window");
    await expect(update({ FunctionName: "slow" })).rejects.toThrow("is less than Function timeout: 60 seconds");
    const line = await map(setup, { EventSourceArn: fifo });
    const window = new UpdateEventSourceMappingCommand({ UUID: line.UUID, MaximumBatchingWindowInSeconds: 1 });
    await expect(lambda.send(window)).rejects.toThrow("Batching window is not supported for FIFO queues");
  });

  it("tells how the last invocation for a stream went, and is gone once it is deleted", async () => {
    const { setup, lambda, stream } = await open();
    const { UUID } = await map(setup, { EventSourceArn: stream, StartingPosition: "TRIM_HORIZON" });
    const read = () => lambda.send(new GetEventSourceMappingCommand({ UUID }));
    await put(setup, ["a"]);
    await settle(setup);
    expect(await read()).toMatchObject({ LastProcessingResult: "OK" });
    expect(await lambda.send(new DeleteEventSourceMappingCommand({ UUID }))).toMatchObject({ State: "Deleting" });
    const missing = { name: "ResourceNotFoundException", message: "The resource you requested does not exist." };
    await expect(read()).rejects.toMatchObject(missing);
    await expect(lambda.send(new DeleteEventSourceMappingCommand({ UUID }))).rejects.toMatchObject(missing);
    await expect(lambda.send(new UpdateEventSourceMappingCommand({ UUID }))).rejects.toMatchObject(missing);
  });
});
