import { EventBridgeClient, PutEventsCommand, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { AddPermissionCommand, CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect, it } from "vitest";
import { createCloud } from "../../cloud.ts";
import { inProcess } from "../../drivers/in-process.ts";
import { virtualClock } from "../../kernel/clock.ts";
import { inProcessFunctions } from "../lambda/runtime/in-process-functions.ts";
import { lambdaService } from "../lambda/service.ts";
import { sqsService } from "../sqs/service.ts";
import { eventsService } from "./service.ts";

it("invokes a function with each event that its rule matches, and retries failures", async () => {
  const clock = virtualClock();
  const seen: unknown[] = [];
  const record = (event: unknown) => {
    seen.push(event);
    if (seen.length === 1) throw new Error("not yet");
  };
  const runtime = inProcessFunctions({ record }, { clock });
  const cloud = createCloud({
    services: [eventsService, sqsService, lambdaService({ runtime })],
    storage: "memory",
    region: "us-east-1",
    account: "000000000000",
    clock,
  });
  cloud.start();
  const client = {
    region: "us-east-1",
    endpoint: "http://local",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
    requestHandler: inProcess(cloud),
  };
  const lambda = new LambdaClient(client);
  const created = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: "record",
      Role: "arn:aws:iam::000000000000:role/r",
      Handler: "services/record.handler",
      Runtime: "nodejs24.x",
      Code: {},
    }),
  );
  await lambda.send(
    new AddPermissionCommand({
      ...{ FunctionName: "record", StatementId: "rule", Action: "lambda:InvokeFunction" },
      ...{ Principal: "events.amazonaws.com", SourceArn: "arn:aws:events:us-east-1:000000000000:rule/all" },
    }),
  );
  const events = new EventBridgeClient(client);
  await events.send(new PutRuleCommand({ Name: "all", EventPattern: '{"source":["a"]}' }));
  await events.send(
    new PutTargetsCommand({ Rule: "all", Targets: [{ Id: "f", Arn: created.FunctionArn, InputPath: "$.detail" }] }),
  );
  await events.send(new PutEventsCommand({ Entries: [{ Source: "a", DetailType: "b", Detail: '{"n":1}' }] }));
  await clock.advance(120_000);
  expect(seen).toEqual([{ n: 1 }, { n: 1 }]);
  await cloud.stop();
});
