import { UpdateEventBusCommand } from "@aws-sdk/client-eventbridge";
import { expect, it } from "vitest";
import { deployKey, disable } from "../../../authorization/keys-fixture.ts";
import type { CloudContext } from "../../../kernel/service.ts";
import { DEAD_LETTERS, openClinic } from "../clinic-fixture.ts";

const BUS = "arn:aws:events:us-east-1:000000000000:event-bus/clinic";
const use = {
  ...{ Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Resource: "*" },
  Action: ["kms:GenerateDataKey", "kms:Decrypt"],
};
const onlyFor = (bus: string) => ({
  ...use,
  Condition: { StringEquals: { "kms:EncryptionContext:aws:events:event-bus:arn": bus } },
});

/** How many events reach the rule's queue, and the dead letters of the bus, where the key of the bus has this statement. */
async function delivered(
  statement: object,
  key = "k",
  before: (context: CloudContext) => void = () => {},
): Promise<[number, number]> {
  const { cloud, events, put, received } = await openClinic();
  deployKey(cloud.context, "k", { policy: JSON.stringify({ Statement: [statement] }) });
  const settings = { KmsKeyIdentifier: key, DeadLetterConfig: { Arn: DEAD_LETTERS } };
  await events.send(new UpdateEventBusCommand({ Name: "clinic", ...settings }));
  // The fixture lets its rule alone send dead letters.
  cloud.context.call("sqs", "SetQueueAttributes", {
    QueueUrl: "http://localhost/000000000000/dead",
    Attributes: {
      Policy: JSON.stringify({ Statement: [{ ...use, Action: "sqs:SendMessage", Resource: DEAD_LETTERS }] }),
    },
  });
  before(cloud.context);
  const { FailedEntryCount } = await put({});
  expect(FailedEntryCount).toBe(0);
  return [received().length, received(DEAD_LETTERS).length];
}

it("a bus takes events that EventBridge may encrypt under its key, and keeps the others as dead letters", async () => {
  expect(await delivered(use)).toEqual([1, 0]);
  expect(await delivered(onlyFor(BUS))).toEqual([1, 0]);
  expect(await delivered(onlyFor(`${BUS}2`))).toEqual([0, 1]);
  expect(await delivered({ ...use, Principal: { Service: "s3.amazonaws.com" } })).toEqual([0, 1]);
});

it("keeps them as dead letters too while the key is disabled", async () => {
  expect(await delivered(use, "k", context => disable(context, "k"))).toEqual([0, 1]);
});

it("a key of AWS lets every event in", async () => {
  expect(await delivered({ ...use, Effect: "Deny" }, "alias/aws/events")).toEqual([1, 0]);
});
