import {
  AddPermissionCommand,
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  RemovePermissionCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, describe, expect, it } from "vitest";
import { arnOf, openQueues, urlOf } from "./queues-fixture.ts";

// Codes and texts as the API reference has them, or as users quote them of AWS.
const QueueUrl = urlOf("work");
const text = (value: string) => ({ DataType: "String", StringValue: value });

/** What refuses changes nothing: tests of a block may share a cloud. */
async function open(until?: typeof afterAll) {
  const { sqs } = openQueues(until && { until });
  await sqs.send(new CreateQueueCommand({ QueueName: "work" }));
  await sqs.send(new CreateQueueCommand({ QueueName: "line.fifo", Attributes: { FifoQueue: "true" } }));
  const attributesOf = async (name = "work") =>
    (await sqs.send(new GetQueueAttributesCommand({ QueueUrl: urlOf(name), AttributeNames: ["All"] }))).Attributes ??
    {};
  return { sqs, attributesOf };
}

describe("attributes of a queue", async () => {
  const shared = await open(afterAll);
  const dead = arnOf("work");
  const redrive = (policy: object) => ({ RedrivePolicy: JSON.stringify(policy) });

  it.each<[Record<string, string>, string, string?]>([
    [{ Colour: "red" }, "InvalidAttributeName", "Unknown Attribute Colour."],
    [{ QueueArn: dead }, "InvalidAttributeName", "Unknown Attribute QueueArn."],
    [{ FifoQueue: "false" }, "InvalidAttributeName", "Unknown Attribute FifoQueue."],
    [{ ContentBasedDeduplication: "true" }, "InvalidAttributeName"],
    [
      { DeduplicationScope: "queue" },
      "InvalidAttributeName",
      "You can specify the DeduplicationScope only when FifoQueue is set to true.",
    ],
    [{ VisibilityTimeout: "-1" }, "InvalidAttributeValue", "Invalid value for the parameter VisibilityTimeout."],
    [{ VisibilityTimeout: "43201" }, "InvalidAttributeValue"],
    [{ MessageRetentionPeriod: "59" }, "InvalidAttributeValue"],
    [{ DelaySeconds: "901" }, "InvalidAttributeValue"],
    [{ MaximumMessageSize: "1023" }, "InvalidAttributeValue"],
    [{ ReceiveMessageWaitTimeSeconds: "21" }, "InvalidAttributeValue"],
    [{ Policy: "{" }, "InvalidAttributeValue", "Invalid value for the parameter Policy."],
    [{ SqsManagedSseEnabled: "true", KmsMasterKeyId: "alias/key" }, "InvalidAttributeValue"],
    [
      { RedrivePolicy: "{" },
      "InvalidParameterValue",
      "Value { for parameter RedrivePolicy is invalid. Reason: Redrive policy is not a valid JSON map.",
    ],
    [{ RedriveAllowPolicy: "{}" }, "InvalidAttributeValue"],
    [{ RedriveAllowPolicy: '{"redrivePermission":"byQueue"}' }, "InvalidAttributeValue"],
    [{ RedriveAllowPolicy: '{"redrivePermission":"denyAll","sourceQueueArns":[]}' }, "InvalidAttributeValue"],
    [redrive({ deadLetterTargetArn: dead }), "InvalidParameterValue"],
    [redrive({ maxReceiveCount: 1 }), "InvalidParameterValue"],
    [redrive({ deadLetterTargetArn: "arn:aws:none", maxReceiveCount: 1 }), "InvalidParameterValue"],
    [
      redrive({ deadLetterTargetArn: dead, maxReceiveCount: 1001 }),
      "InvalidParameterValue",
      `Value {"deadLetterTargetArn":"${dead}","maxReceiveCount":1001} for parameter RedrivePolicy is invalid. Reason: Invalid value for maxReceiveCount: 1001, valid values are from 1 to 1000 both inclusive.`,
    ],
    [
      redrive({ deadLetterTargetArn: arnOf("missing"), maxReceiveCount: 1 }),
      "InvalidParameterValue",
      `Value {"deadLetterTargetArn":"${arnOf("missing")}","maxReceiveCount":1} for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.`,
    ],
    [redrive({ deadLetterTargetArn: arnOf("line.fifo"), maxReceiveCount: 1 }), "InvalidParameterValue"],
  ])("are refused at creation and change: %j", async (Attributes, name, message = expect.any(String)) => {
    const { sqs } = shared;
    const create = sqs.send(new CreateQueueCommand({ QueueName: "new", Attributes }));
    await expect(create).rejects.toMatchObject({ name, message });
    const change = sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
    await expect(change).rejects.toMatchObject({ name, message });
  });

  it("of FIFO queues keep their type, and need the scope that high throughput needs", async () => {
    const { sqs, attributesOf } = await open();
    const set = (Attributes: Record<string, string>) =>
      sqs.send(new SetQueueAttributesCommand({ QueueUrl: urlOf("line.fifo"), Attributes }));
    await expect(set({ FifoQueue: "false" })).rejects.toMatchObject({
      name: "InvalidAttributeValue",
      message: "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.",
    });
    await expect(set({ FifoThroughputLimit: "perMessageGroupId" })).rejects.toMatchObject({
      name: "InvalidAttributeValue",
    });
    await set({ DeduplicationScope: "messageGroup", FifoThroughputLimit: "perMessageGroupId" });
    await expect(set({ DeduplicationScope: "queue" })).rejects.toMatchObject({ name: "InvalidAttributeValue" });
    expect(await attributesOf("line.fifo")).toMatchObject({ FifoThroughputLimit: "perMessageGroupId" });
  });

  it("of encryption replace each other", async () => {
    const { sqs, attributesOf } = await open();
    const set = (Attributes: Record<string, string>) =>
      sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
    await set({ SqsManagedSseEnabled: "true" });
    await set({ KmsMasterKeyId: "alias/key" });
    expect(await attributesOf()).toMatchObject({ KmsMasterKeyId: "alias/key", SqsManagedSseEnabled: "false" });
    await set({ SqsManagedSseEnabled: "true" });
    expect(await attributesOf()).not.toHaveProperty("KmsMasterKeyId");
  });

  it("show the receive count of a redrive policy as a number, however it was given, and make the same queue again", async () => {
    const { sqs, attributesOf } = await open();
    const create = (policy: object) =>
      sqs.send(new CreateQueueCommand({ QueueName: "new", Attributes: redrive(policy) }));
    await create({ deadLetterTargetArn: dead, maxReceiveCount: "3" });
    expect(JSON.parse((await attributesOf("new")).RedrivePolicy ?? "")).toEqual({
      deadLetterTargetArn: dead,
      maxReceiveCount: 3,
    });
    await expect(create({ maxReceiveCount: 3, deadLetterTargetArn: dead })).resolves.toHaveProperty("QueueUrl");
    await expect(create({ maxReceiveCount: 4, deadLetterTargetArn: dead })).rejects.toMatchObject({
      name: "QueueNameExists",
    });
  });
});

describe("parameters of a receive", async () => {
  const shared = await open(afterAll);
  it.each<[object, string, string]>([
    [
      { VisibilityTimeout: 43_201 },
      "InvalidParameterValue",
      "Value 43201 for parameter VisibilityTimeout is invalid. Reason: Must be >= 0 and <= 43200, if provided.",
    ],
    [
      { WaitTimeSeconds: 21 },
      "InvalidParameterValue",
      "Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.",
    ],
    [
      { MaxNumberOfMessages: 11 },
      "InvalidParameterValue",
      "Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.",
    ],
    [{ AttributeNames: ["Colour"] }, "InvalidAttributeName", "Unknown Attribute Colour."],
    [{ MessageSystemAttributeNames: ["Policy"] }, "InvalidAttributeName", "Unknown Attribute Policy."],
    [
      { ReceiveRequestAttemptId: "try" },
      "InvalidParameterValue",
      "Value try for parameter ReceiveRequestAttemptId is invalid. Reason: The request include parameter that is not valid for this queue type.",
    ],
  ])("are refused: %j", async (input, name, message) => {
    const { sqs } = shared;
    const receive = sqs.send(new ReceiveMessageCommand({ QueueUrl, ...input }));
    await expect(receive).rejects.toMatchObject({ name, message });
  });
});

describe("a message", async () => {
  const shared = await open(afterAll);
  it.each<[object, string, string?]>([
    [
      { DelaySeconds: 901 },
      "InvalidParameterValue",
      "Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.",
    ],
    [{ MessageGroupId: "" }, "InvalidParameterValue"],
    [{ MessageDeduplicationId: "1" }, "InvalidParameterValue"],
    [
      { MessageBody: "x".repeat(1_048_577) },
      "InvalidParameterValue",
      "One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.",
    ],
    // Control characters in a value have another code than in a body (recorded by LocalStack).
    [{ MessageBody: "\u0000" }, "InvalidMessageContents"],
    [{ MessageAttributes: { a: text("\u0000") } }, "InvalidParameterValue"],
    [{ MessageAttributes: { a: text("") } }, "InvalidParameterValue"],
    [{ MessageAttributes: { a: { DataType: "Text", StringValue: "x" } } }, "InvalidParameterValue"],
    [
      { MessageAttributes: { a: { DataType: "Number", StringValue: "x" } } },
      "InvalidParameterValue",
      "Can't cast the value of message (user) attribute 'a' to a number.",
    ],
    [{ MessageAttributes: { a: { DataType: "String", StringListValues: ["x"] } } }, "UnsupportedOperation"],
    [{ MessageAttributes: { "a b": text("x") } }, "InvalidParameterValue"],
    [{ MessageAttributes: { "AWS.a": text("x") } }, "InvalidParameterValue"],
    [{ MessageAttributes: { ".a": text("x") } }, "InvalidParameterValue"],
    [{ MessageAttributes: { ["a".repeat(257)]: text("x") } }, "InvalidParameterValue"],
    [
      { MessageAttributes: Object.fromEntries(Array.from({ length: 11 }, (_, id) => [`a${id}`, text("x")])) },
      "InvalidParameterValue",
      "Number of message attributes [11] exceeds the allowed maximum [10].",
    ],
    [{ MessageSystemAttributes: { Colour: text("red") } }, "InvalidParameterValue"],
    [
      { MessageSystemAttributes: { AWSTraceHeader: { DataType: "Number", StringValue: "1" } } },
      "InvalidParameterValue",
    ],
  ])("is refused: %.60j", async (input, name, message = expect.any(String)) => {
    const { sqs } = shared;
    const send = sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x", ...input }));
    await expect(send).rejects.toMatchObject({ name, message });
  });

  it("may have an attribute whose name is in any script (recorded by LocalStack)", async () => {
    const { sqs } = await open();
    const MessageAttributes = { "attr.1øßä": text("x") };
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x", MessageAttributes }));
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ["All"] }));
    expect(Messages?.[0]?.MessageAttributes).toEqual(MessageAttributes);
  });
});

describe("tags", async () => {
  const shared = await open(afterAll);
  it.each<[Record<string, string>, string]>([
    [{}, "MissingParameter"],
    [{ "aws:name": "x" }, "InvalidParameterValue"],
    [{ ["k".repeat(129)]: "x" }, "InvalidParameterValue"],
    [{ k: "v".repeat(257) }, "InvalidParameterValue"],
    [Object.fromEntries(Array.from({ length: 51 }, (_, id) => [`k${id}`, ""])), "InvalidParameterValue"],
  ])("are refused: %.40j (sqs-queue-tags)", async (Tags, name) => {
    const { sqs } = shared;
    await expect(sqs.send(new TagQueueCommand({ QueueUrl, Tags }))).rejects.toMatchObject({ name });
    await expect(sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys: [] }))).rejects.toMatchObject({
      name: "InvalidParameterValue",
    });
  });
});

describe("permissions", () => {
  const share = { QueueUrl, Label: "share", AWSAccountIds: ["111111111111"], Actions: ["SendMessage"] };

  it("become statements of the queue's policy, and go by their label (API_AddPermission)", async () => {
    const { sqs, attributesOf } = await open();
    await sqs.send(new AddPermissionCommand(share));
    await sqs.send(new AddPermissionCommand({ ...share, Label: "more", Actions: ["ReceiveMessage", "*"] }));
    const statement = {
      Sid: "share",
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::111111111111:root" },
      Action: "SQS:SendMessage",
      Resource: arnOf("work"),
    };
    expect(JSON.parse((await attributesOf()).Policy ?? "")).toEqual({
      Version: "2008-10-17",
      Id: `${arnOf("work")}/SQSDefaultPolicy`,
      Statement: [statement, { ...statement, Sid: "more", Action: ["SQS:ReceiveMessage", "SQS:*"] }],
    });
    for (const Label of ["share", "more"]) await sqs.send(new RemovePermissionCommand({ QueueUrl, Label }));
    expect(await attributesOf()).not.toHaveProperty("Policy");
  });

  it.each<[object, string]>([
    [{}, "Value share for parameter Label is invalid. Reason: Already exists."],
    [{ Label: "not a label" }, "for parameter Label is invalid."],
    [{ Label: "b", Actions: ["CreateQueue"] }, "Value SQS:CreateQueue for parameter ActionName is invalid."],
    [{ Label: "b", AWSAccountIds: ["1"] }, "for parameter PrincipalId is invalid. Reason: Unable to verify."],
    [{ Label: "b", AWSAccountIds: [] }, "The request must contain the parameter AWSAccountId."],
    [{ Label: "b", Actions: Array.from({ length: 8 }, () => "SendMessage") }, "maximum allowed is 7"],
  ])("are refused: %j", async (input, message) => {
    const { sqs } = await open();
    await sqs.send(new AddPermissionCommand(share));
    await expect(sqs.send(new AddPermissionCommand({ ...share, ...input }))).rejects.toThrow(message);
    await expect(sqs.send(new RemovePermissionCommand({ QueueUrl, Label: "none" }))).rejects.toThrow(
      "Value none for parameter Label is invalid. Reason: can't find label.",
    );
  });
});
