import { GetQueueAttributesCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import fc from "fast-check";
import { XMLParser } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import { openQueues } from "../queues-fixture.ts";

const parser = new XMLParser({ ignoreAttributes: false, parseTagValue: false, trimValues: false, htmlEntities: true });

/** A cloud spoken to as the AWS CLI did before it spoke AWS JSON. */
function openWithQuery() {
  const opened = openQueues();
  const call = async (operation: string, parameters: Record<string, string> = {}, path = "/") => {
    const { status, headers, body } = await opened.cloud.handle({
      method: "POST",
      path,
      query: new URLSearchParams(),
      headers: {
        host: "cloud:4566",
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
        authorization: "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sqs/aws4_request, Signature=none",
      },
      body: Buffer.from(new URLSearchParams({ Action: operation, Version: "2012-11-05", ...parameters }).toString()),
    });
    expect(headers["content-type"]).toBe("text/xml");
    const parsed = parser.parse(String(body));
    const response = parsed[`${operation}Response`];
    return { status, result: response?.[`${operation}Result`], response, error: parsed.ErrorResponse?.Error };
  };
  return { ...opened, call };
}

const QueueUrl = "http://cloud:4566/000000000000/work";

describe("the query protocol", () => {
  it("creates queues with attributes and tags, and returns them", async () => {
    const { call } = openWithQuery();
    const made = await call("CreateQueue", {
      QueueName: "work",
      "Attribute.1.Name": "VisibilityTimeout",
      "Attribute.1.Value": "5",
      "Tag.1.Key": "team",
      "Tag.1.Value": "a & b",
    });
    expect(made.result).toEqual({ QueueUrl });
    expect(made.response["@_xmlns"]).toBe("http://queue.amazonaws.com/doc/2012-11-05/");
    expect(made.response.ResponseMetadata.RequestId).toMatch(/^[0-9a-f-]{36}$/);
    expect((await call("ListQueues")).result).toEqual({ QueueUrl });
    expect((await call("ListQueueTags", { QueueUrl })).result).toEqual({ Tag: { Key: "team", Value: "a & b" } });
    const asked = { QueueUrl, "AttributeName.1": "VisibilityTimeout", "AttributeName.2": "DelaySeconds" };
    expect((await call("GetQueueAttributes", asked)).result).toEqual({
      Attribute: [
        { Name: "VisibilityTimeout", Value: "5" },
        { Name: "DelaySeconds", Value: "0" },
      ],
    });
    expect((await call("UntagQueue", { QueueUrl, "TagKey.1": "team" })).status).toBe(200);
    expect((await call("ListQueueTags", { QueueUrl })).result).toBe("");
  });

  it("sends, receives and deletes a message with its attributes, also by the queue's own address", async () => {
    const { call } = openWithQuery();
    await call("CreateQueue", { QueueName: "work" });
    const sent = await call(
      "SendMessage",
      {
        MessageBody: "hello",
        "MessageAttribute.1.Name": "kind",
        "MessageAttribute.1.Value.DataType": "String",
        "MessageAttribute.1.Value.StringValue": "greeting",
      },
      "/000000000000/work",
    );
    expect(sent.result).toMatchObject({ MD5OfMessageBody: "5d41402abc4b2a76b9719d911017c592" });
    const { result } = await call("ReceiveMessage", {
      QueueUrl,
      MaxNumberOfMessages: "10",
      "AttributeName.1": "ApproximateReceiveCount",
      "MessageAttributeName.1": "All",
    });
    expect(result.Message).toMatchObject({
      MessageId: sent.result.MessageId,
      Body: "hello",
      Attribute: { Name: "ApproximateReceiveCount", Value: "1" },
      MessageAttribute: { Name: "kind", Value: { DataType: "String", StringValue: "greeting" } },
    });
    const deleted = await call("DeleteMessage", { QueueUrl, ReceiptHandle: result.Message.ReceiptHandle });
    expect([deleted.status, deleted.result]).toEqual([200, undefined]);
  });

  it("answers a batch entry by entry, in the order of their numbers", async () => {
    const { call } = openWithQuery();
    await call("CreateQueue", { QueueName: "work" });
    const entries = Array.from({ length: 10 }, (_, index) => [
      [`SendMessageBatchRequestEntry.${index + 1}.Id`, `m${index + 1}`],
      [`SendMessageBatchRequestEntry.${index + 1}.MessageBody`, index === 4 ? "" : `body ${index + 1}`],
      [`SendMessageBatchRequestEntry.${index + 1}.DelaySeconds`, "0"],
    ]);
    const { result } = await call("SendMessageBatch", { QueueUrl, ...Object.fromEntries(entries.flat()) });
    const ids = result.SendMessageBatchResultEntry.map(({ Id }: { Id: string }) => Id);
    expect(ids).toEqual(["m1", "m2", "m3", "m4", "m6", "m7", "m8", "m9", "m10"]);
    expect(result.BatchResultErrorEntry).toMatchObject({ Id: "m5", SenderFault: "true" });
  });

  it("carries every text a message may have, there and back", async () => {
    const { call, sqs } = openWithQuery();
    await call("CreateQueue", { QueueName: "work" });
    const text = fc
      .string({ unit: "binary", minLength: 1 })
      .filter(value => !/[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(value));
    await fc.assert(
      fc.asyncProperty(fc.oneof(text, fc.constantFrom("\r\n <&>\"'", " ]]> ")), async body => {
        await call("SendMessage", { QueueUrl, MessageBody: body });
        const { result } = await call("ReceiveMessage", { QueueUrl, VisibilityTimeout: "0" });
        expect(result.Message.Body).toBe(body);
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
        expect(Messages[0]?.Body).toBe(body); // What one protocol sent, the other receives.
        await call("PurgeQueue", { QueueUrl });
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ["ReceiveMessage", "MessageAttributeNames"],
    ["ReceiveMessage", "MessageAttributeName"],
    ["ReceiveMessage", "AttributeNames"],
    ["ReceiveMessage", "MessageSystemAttributeNames"],
    ["GetQueueAttributes", "AttributeNames"],
    ["SetQueueAttributes", "Attributes"],
  ])("%s takes an empty %s, which clients send as an empty value", async (operation, list) => {
    const { call } = openWithQuery();
    await call("CreateQueue", { QueueName: "work", Attributes: "", Tags: "" });
    await call("SendMessage", { QueueUrl, MessageBody: "x", MessageAttributes: "", MessageSystemAttributes: "" });
    expect((await call(operation, { QueueUrl, [list]: "" })).status).toBe(200);
  });

  it.each([
    ["UntagQueue", "TagKeys", "InvalidParameterValue"],
    ["TagQueue", "Tags", "MissingParameter"],
  ])("%s refuses an empty %s with %s", async (operation, list, code) => {
    const { call } = openWithQuery();
    await call("CreateQueue", { QueueName: "work" });
    expect((await call(operation, { QueueUrl, [list]: "" })).error).toMatchObject({ Type: "Sender", Code: code });
  });

  it("reads the accounts and actions of a permission", async () => {
    const { call, sqs } = openWithQuery();
    await call("CreateQueue", { QueueName: "work" });
    const who = { "AWSAccountId.1": "111111111111", "AWSAccountId.2": "222222222222" };
    await call("AddPermission", { QueueUrl, Label: "share", ...who, "ActionName.1": "SendMessage" });
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["Policy"] }));
    expect(JSON.parse(Attributes?.Policy ?? "")).toMatchObject({
      Statement: [{ Principal: { AWS: ["arn:aws:iam::111111111111:root", "arn:aws:iam::222222222222:root"] } }],
    });
  });

  it.each(["SendMessageBatch", "DeleteMessageBatch", "ChangeMessageVisibilityBatch"])(
    "%s refuses an empty batch as AWS does",
    async operation => {
      const { call } = openWithQuery();
      await call("CreateQueue", { QueueName: "work" });
      for (const name of ["Entries", `${operation}RequestEntry`])
        expect((await call(operation, { QueueUrl, [name]: "" })).error).toMatchObject({
          Type: "Sender",
          Code: "AWS.SimpleQueueService.EmptyBatchRequest",
        });
    },
  );

  it("reads a lone value as a list of one, and blames the caller for a value of a wrong shape", async () => {
    const { call } = openWithQuery();
    await call("CreateQueue", { QueueName: "work" });
    const batch = { "SendMessageBatchRequestEntry.1.Id": "a", "SendMessageBatchRequestEntry.1.MessageBody": "x" };
    for (const value of ["x", ""]) {
      const flat = { "MessageAttribute.1.Name": "a", "MessageAttribute.1.Value": value };
      expect((await call("SendMessage", { QueueUrl, MessageBody: "x", ...flat })).error.Type).toBe("Sender");
      const nested = Object.fromEntries(
        Object.entries(flat).map(([name, held]) => [`SendMessageBatchRequestEntry.1.${name}`, held]),
      );
      expect((await call("SendMessageBatch", { QueueUrl, ...batch, ...nested })).error.Type).toBe("Sender");
    }
    await call("SendMessage", { QueueUrl, MessageBody: "x" });
    const { result } = await call("ReceiveMessage", { QueueUrl, AttributeName: "ApproximateReceiveCount" });
    expect(result.Message.Attribute).toEqual({ Name: "ApproximateReceiveCount", Value: "1" });
  });

  it("does not know a request without an action", async () => {
    const { cloud } = openQueues();
    const { status, body } = await cloud.handle({
      ...{ method: "GET", path: "/000000000000/work", query: new URLSearchParams(), body: new Uint8Array() },
      headers: {
        authorization: "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sqs/aws4_request, Signature=none",
      },
    });
    expect([status, body]).toEqual([404, "<UnknownOperationException/>\n"]);
  });

  it("refuses in XML, with the codes of its time", async () => {
    const { call } = openWithQuery();
    const missing = await call("SendMessage", { QueueUrl, MessageBody: "x" });
    expect([missing.status, missing.error]).toMatchObject([
      400,
      { Type: "Sender", Code: "AWS.SimpleQueueService.NonExistentQueue" },
    ]);
    expect((await call("AddWorker", { QueueUrl })).error).toEqual({
      ...{ Type: "Sender", Code: "InvalidAction", Detail: "" },
      Message: "The action AddWorker is not valid for this endpoint.",
    });
    await call("CreateQueue", { QueueName: "work" });
    expect((await call("ReceiveMessage", { QueueUrl, MaxNumberOfMessages: "many" })).error.Code).toBe(
      "InvalidParameterValue",
    );
  });
});
