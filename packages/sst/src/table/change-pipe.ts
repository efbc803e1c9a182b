import { mayClaimCheck } from "../bucket/claim-checks.ts";
import { mayQuarantine } from "../bucket/quarantine.ts";
import type { Operations } from "../bus/delivery-rule.ts";
import type { EventBus } from "../bus/encrypted-bus.ts";
import { publishes } from "../bus/publishes.ts";
import { mayEncrypt, type Permission } from "../function/grant.ts";
import { leastPrivilegeFunction } from "../function/least-privilege-function.ts";
import { deadLetters, refusePlainHttp } from "../queue/encrypted-queue.ts";
import { alarm } from "../stack/alarm.ts";
import type { Stack } from "../stack/create-stack.ts";
import type { Table } from "../stack/existing.ts";
import { physicalName } from "../stack/physical-name.ts";
import { maximumRecordAgeInSeconds, maximumRetryAttempts, mayReadStream, streamArn } from "./stream-reader.ts";

interface ChangePipeArgs {
  /** A table with a stream of new and old images. */
  readonly table: Table;
  readonly handler: string;
  /** The generated operations of the service, which decide what the pipe may publish. */
  readonly sends: Operations;
}

/** Admits unknown item types: the enrichment quarantines them. */
const everyChange = { eventName: ["INSERT", "MODIFY", "REMOVE"] };

/**
 * Sends every change of the table through an EventBridge pipe: the enrichment maps a batch of at most ten changes (the limit of
 * PutEvents) to events `{ source, detailType, detail }`, which the pipe puts on the bus. A dead letter says where in the stream
 * the lost batch is, without its content: read it there within a day.
 */
export function changePipe(bus: EventBus, name: string, { table, sends, handler }: ChangePipeArgs): void {
  const { stack } = bus;
  const { aws, key, accountId, region } = stack;
  const letters = deadLetters(stack, `${name}PipeDeadLetters`);
  refusePlainHttp(stack, `${name}PipeDeadLetters`, letters);
  const enrichment = leastPrivilegeFunction(stack, `${name}Enrichment`, {
    handler,
    timeout: 60,
    uses: [mayQuarantine(stack), mayClaimCheck(stack, "send", sends)],
  });
  const pipeName = physicalName("pipe", `${name}Pipe`);
  const pipeArn = $interpolate`arn:aws:pipes:${region}:${accountId}:pipe/${pipeName}`;
  const role = pipeRole(stack, `${name}Pipe`, pipeArn, [
    ...mayReadStream(table),
    { actions: ["lambda:InvokeFunction"], resources: [enrichment.arn] },
    ...publishes(bus, sends).permissions,
    { actions: ["sqs:SendMessage"], resources: [letters.arn] },
    mayEncrypt(stack),
  ]);
  const pipe = new aws.pipes.Pipe(`${name}Pipe`, {
    name: pipeName,
    roleArn: role.arn,
    kmsKeyIdentifier: key.arn,
    source: streamArn(table),
    sourceParameters: {
      filterCriteria: { filters: [{ pattern: JSON.stringify(everyChange) }] },
      dynamodbStreamParameters: {
        startingPosition: "TRIM_HORIZON",
        batchSize: 10,
        maximumBatchingWindowInSeconds: 0,
        parallelizationFactor: 1,
        onPartialBatchItemFailure: "AUTOMATIC_BISECT",
        maximumRetryAttempts,
        maximumRecordAgeInSeconds,
        deadLetterConfig: { arn: letters.arn },
      },
    },
    enrichment: enrichment.arn,
    target: bus.component.arn,
    targetParameters: {
      // A string that is a JSON path as a whole is resolved in each event that the enrichment returns.
      // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-event-target.html (not tried on an account)
      eventbridgeEventBusParameters: { detailType: "$.detailType", source: "$.source" },
      inputTemplate: "<$.detail>",
    },
  });
  alarm(stack, `${name}PipeFailures`, {
    description: "The pipe cannot process changes: see its dead letters",
    namespace: "AWS/EventBridge/Pipes",
    metric: "ExecutionFailed",
    dimensions: { PipeName: pipe.name },
    atLeast: 1,
    statistic: "Sum",
  });
}

function pipeRole(
  { aws, accountId }: Stack,
  name: string,
  pipeArn: $util.Output<string>,
  statements: readonly Permission[],
): aws.iam.Role {
  return new aws.iam.Role(`${name}Role`, {
    name: physicalName("role", `${name}Role`),
    assumeRolePolicy: $jsonStringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "pipes.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: { StringEquals: { "aws:SourceAccount": accountId }, ArnEquals: { "aws:SourceArn": pipeArn } },
        },
      ],
    }),
    inlinePolicies: [{ name: "inline", policy: aws.iam.getPolicyDocumentOutput({ statements: [...statements] }).json }],
  });
}
