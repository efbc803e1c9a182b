import { expect, it } from "vitest";
import { AwsError } from "../kernel/aws-error.ts";
import { awsQuery } from "./aws-query.ts";

const sqs = awsQuery({ signingName: "sqs", model: "sqs", version: "2012-11-05", namespace: "urn:sqs" });
const sts = awsQuery({ signingName: "sts", model: "sts", version: "2011-06-15", namespace: "urn:sts" });
const read = (wire: typeof sqs, parameters: Record<string, string>) =>
  wire.decode({
    method: "GET",
    path: "/",
    query: new URLSearchParams(parameters),
    headers: {},
    body: new Uint8Array(),
  }).input;

it("reads lists that are not flattened, in the order of their numbers, and ignores what the model does not have", () => {
  const tags = Object.fromEntries(
    Array.from({ length: 11 }, (_, at) => [
      [`Tags.member.${11 - at}.Key`, `k${11 - at}`],
      [`Tags.member.${11 - at}.Value`, ""],
    ]).flat(),
  );
  expect(
    read(sts, { Action: "AssumeRole", RoleArn: "r", Colour: "red", "Tags.member.x.Key": "none", ...tags }),
  ).toEqual({
    RoleArn: "r",
    Tags: Array.from({ length: 11 }, (_, at) => ({ Key: `k${at + 1}`, Value: "" })),
  });
});

it.each([
  [{ Action: "ReceiveMessage", VisibilityTimeout: "soon" }, "VisibilityTimeout"],
  [{ Action: "ReceiveMessage", VisibilityTimeout: "1.5" }, "VisibilityTimeout"],
  [{ Action: "ReceiveMessage", "VisibilityTimeout.1": "1" }, "VisibilityTimeout"],
  [{ Action: "TagQueue", Tag: "x" }, "Tag"],
  [{ Action: "SendMessageBatch", "SendMessageBatchRequestEntry.1": "x" }, "SendMessageBatchRequestEntry.1"],
  [
    { Action: "SendMessage", "MessageAttribute.1.Name": "a", "MessageAttribute.1.Value": "x" },
    "MessageAttribute.1.Value",
  ],
])("blames the caller for a parameter of another type, by its name: %j", (parameters, name) => {
  expect(() => read(sqs, parameters)).toThrow(
    expect.objectContaining({ code: "InvalidParameterValue", message: expect.stringContaining(`parameter ${name} `) }),
  );
});

it("takes a parameter that two members share as the first one's", () => {
  expect(read(sqs, { Action: "ReceiveMessage", "AttributeName.1": "All" })).toEqual({ AttributeNames: ["All"] });
});

it("writes XML whatever a text holds", () => {
  const { body } = sts.encodeError(new AwsError("ValidationError", "a\u0000<b>\ud800\r"), "id");
  expect(body).toContain("<Message>a\ufffd&#60;b&#62;\ufffd&#13;</Message>");
});

it("writes times as the protocol has them, and answers an operation without an output with its request id alone", () => {
  const { body } = sts.encode("AssumeRole", { Credentials: { Expiration: 1_700_000_000 } }, "id");
  expect(body).toContain("<Credentials><Expiration>2023-11-14T22:13:20Z</Expiration></Credentials>");
  const { body: bare } = sqs.encode("DeleteMessage", undefined, "id");
  expect(bare).toBe(
    '<?xml version="1.0"?>\n<DeleteMessageResponse xmlns="urn:sqs"><ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></DeleteMessageResponse>',
  );
});
