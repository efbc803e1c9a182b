import {
  AddPermissionCommand,
  type AddPermissionRequest,
  GetPolicyCommand,
  RemovePermissionCommand,
} from "@aws-sdk/client-lambda";
import { expect, it } from "vitest";
import { createConsumer, start } from "./mapped-cloud-fixture.ts";

const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:consumer";
const RULE = "arn:aws:events:us-east-1:000000000000:rule/daily";

async function open() {
  const setup = start(() => null);
  await createConsumer(setup);
  const { lambda } = setup;
  const policy = async () =>
    JSON.parse((await lambda.send(new GetPolicyCommand({ FunctionName: FUNCTION }))).Policy ?? "");
  const add = async (request: Partial<AddPermissionRequest> = {}) => {
    const base = { FunctionName: "consumer", StatementId: "daily", Action: "lambda:InvokeFunction" };
    const command = new AddPermissionCommand({ ...base, Principal: "events.amazonaws.com", ...request });
    return JSON.parse((await lambda.send(command)).Statement ?? "");
  };
  return { lambda, policy, add };
}

it("keeps statements, each with the conditions that it was given, until they are removed", async () => {
  const { lambda, policy, add } = await open();
  await expect(policy()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  const added = await add({ SourceArn: RULE, SourceAccount: "000000000000" });
  expect(added).toEqual({
    ...{ Sid: "daily", Effect: "Allow", Principal: { Service: "events.amazonaws.com" } },
    ...{ Action: "lambda:InvokeFunction", Resource: FUNCTION },
    Condition: { StringEquals: { "AWS:SourceAccount": "000000000000" }, ArnLike: { "AWS:SourceArn": RULE } },
  });
  expect(await policy()).toEqual({ Version: "2012-10-17", Id: "default", Statement: [added] });
  await expect(add()).rejects.toMatchObject({ name: "ResourceConflictException" });
  await lambda.send(new RemovePermissionCommand({ FunctionName: "consumer", StatementId: "daily" }));
  await expect(policy()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await expect(
    lambda.send(new RemovePermissionCommand({ FunctionName: "consumer", StatementId: "daily" })),
  ).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

it.each([
  ["*", "*"],
  ["111111111111", { AWS: "arn:aws:iam::111111111111:root" }],
  ["arn:aws:iam::000000000000:role/caller", { AWS: "arn:aws:iam::000000000000:role/caller" }],
])("names the principal %s", async (Principal, expected) => {
  const { add } = await open();
  expect((await add({ Principal })).Principal).toEqual(expected);
});

it.each([
  [{ StatementId: "a b" }, "ValidationException", "statementId"],
  [{ Action: "sqs:SendMessage" }, "ValidationException", "action"],
  [{ Principal: "somebody" }, "InvalidParameterValueException", "principal was invalid"],
  [{ FunctionName: "other" }, "ResourceNotFoundException", "Function not found"],
])("refuses %j", async (wrong, name, message) => {
  const { add } = await open();
  await expect(add(wrong)).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
});
