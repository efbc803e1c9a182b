import { alarm } from "./alarm.ts";
import type { EventBus } from "./bus.ts";
import { claimCheckGrants } from "./claim-checks.ts";
import type { Operations } from "./delivery-rule.ts";
import { deadLetters, refusePlainHttp } from "./encrypted-queue.ts";
import { leastPrivilegeFunction } from "./function.ts";
import { key, mayEncrypt } from "./key.ts";
import { publishes } from "./publishes.ts";
import { mayQuarantine, quarantine, quarantineReports } from "./quarantine.ts";
import { accountId, physicalName, region } from "./stage.ts";
import { maximumRecordAgeInSeconds, maximumRetryAttempts, mayReadStream, streamArn } from "./stream-reader.ts";

interface ChangePipeArgs {
  readonly handler: string;
  /** The generated operations of the service; what the pipe may publish is derived from them. */
  readonly sends: Operations;
}

/** Unknown item types pass: the enrichment quarantines them. */
const everyChange = { eventName: ["INSERT", "MODIFY", "REMOVE"] };

/**
 * Sends every change of the table through an EventBridge pipe: the enrichment maps a batch of at most ten changes
 * (what one PutEvents call takes) to events `{ source, detailType, detail }`, which the pipe puts on the bus.
 * Its dead letters say where in the stream the lost batch is, not what is in it: read it there within a day.
 */
export function changePipe(name: string, table: sst.aws.Dynamo, bus: EventBus, args: ChangePipeArgs): void {
  const letters = deadLetters(`${name}PipeDeadLetters`);
  refusePlainHttp(`${name}PipeDeadLetters`, letters);
  const claims = claimCheckGrants("send", args.sends);
  const enrichment = leastPrivilegeFunction(`${name}Enrichment`, {
    handler: args.handler,
    timeout: 60,
    link: [quarantine, quarantineReports, ...claims.link],
    permissions: [...mayQuarantine, ...claims.permissions],
  });
  const pipeName = physicalName("pipe", `${name}Pipe`);
  const pipeArn = $interpolate`arn:aws:pipes:${region}:${accountId}:pipe/${pipeName}`;
  const role = pipeRole(`${name}Pipe`, pipeArn, [
    ...mayReadStream(table),
    { actions: ["lambda:InvokeFunction"], resources: [enrichment.arn] },
    publishes(bus, args.sends),
    { actions: ["sqs:SendMessage"], resources: [letters.arn] },
    mayEncrypt,
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
      // A JSON path in place of the whole string is taken from each event that the enrichment returns.
      // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-event-target.html (not tried on an account)
      eventbridgeEventBusParameters: { detailType: "$.detailType", source: "$.source" },
      inputTemplate: "<$.detail>",
    },
  });
  alarm(`${name}PipeFailures`, {
    description: "The pipe cannot process changes: see its dead letters",
    namespace: "AWS/EventBridge/Pipes",
    metric: "ExecutionFailed",
    dimensions: { PipeName: pipe.name },
    atLeast: 1,
    statistic: "Sum",
  });
}

function pipeRole(
  name: string,
  pipeArn: $util.Output<string>,
  statements: aws.iam.GetPolicyDocumentOutputArgs["statements"],
) {
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
    inlinePolicies: [{ name: "inline", policy: aws.iam.getPolicyDocumentOutput({ statements }).json }],
  });
}
