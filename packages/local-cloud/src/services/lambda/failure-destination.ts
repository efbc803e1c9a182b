import { parseArn } from "../../kernel/arn.ts";
import { mayAct } from "../../kernel/may-act.ts";
import { uuid } from "../../kernel/random.ts";
import type { CloudContext } from "../../kernel/service.ts";
import type { DiscardReason } from "../../polling/decide.ts";
import type { StreamItem } from "../../polling/stream-batch.ts";
import { SHARD_ID, streamBatchInfo } from "../../polling/stream-batch-info.ts";
import { sendAsRole } from "../sqs/send-as-role.ts";
import { actorOf, functionNameOf } from "./function-store.ts";
import type { EventSourceMapping } from "./mapping-store.ts";
import { invalidParameter } from "./validate.ts";

/** Refuses a destination of a kind that is not supported here. */
export function checkDestination(arn: string | undefined, services: readonly string[]): void {
  if (!arn) return;
  const service = parseArn(arn)?.service;
  if (!service || !services.includes(service))
    throw invalidParameter(
      `The local cloud does not support the destination ${arn}; FIDELITY.md lists what it supports.`,
    );
}

/**
 * Sends what a stream mapping gave up to its failure destination, if it has one: a queue gets where the records are, a
 * bucket also the records; what the function's role may not send is lost. https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export function sendToFailureDestination(
  context: CloudContext,
  mapping: EventSourceMapping,
  failed: {
    readonly items: readonly StreamItem[];
    readonly reason: DiscardReason;
    readonly invocations: number;
    readonly functionError: boolean;
  },
): void {
  const destination = mapping.DestinationConfig?.OnFailure?.Destination;
  const lost = () =>
    context.report({ kind: "mapping:lost", name: functionNameOf(mapping.FunctionArn), count: failed.items.length });
  if (!destination) {
    lost();
    return;
  }
  const now = new Date(context.clock.now()).toISOString();
  const notice = {
    requestContext: {
      requestId: uuid(context.random),
      functionArn: mapping.FunctionArn,
      condition: failed.reason,
      approximateInvokeCount: failed.invocations,
    },
    responseContext: {
      statusCode: 200,
      executedVersion: "$LATEST",
      functionError: failed.functionError ? "Unhandled" : null,
    },
    version: "1.0",
    timestamp: now,
    DDBStreamBatchInfo: streamBatchInfo(mapping.EventSourceArn, failed.items),
  };
  const arn = parseArn(destination);
  const actor = actorOf(context, mapping.FunctionArn);
  if (arn?.service === "sqs") {
    if (!sendAsRole(context, actor, { queueArn: destination, body: JSON.stringify(notice) })) lost();
    return;
  }
  const payload = `{"Records":[${failed.items.map(item => item.json).join(",")}]}`;
  const object = {
    ...{ Bucket: arn?.resource, Key: objectKey(mapping.UUID, now, uuid(context.random)) },
    ...{ Body: JSON.stringify({ ...notice, payload }), ContentType: "application/json" },
  };
  // https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-errors.html#services-ddb-errors-permissions
  const may = (operation: string) => mayAct(context, actor, "s3", operation, object);
  if (may("PutObject") && may("ListObjectsV2")) context.call("s3", "PutObject", object);
  else lost();
}

/** `aws/lambda/<mapping>/<shard>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<uuid>` */
function objectKey(mapping: string, now: string, id: string): string {
  return `aws/lambda/${mapping}/${SHARD_ID}/${now.slice(0, 10).replaceAll("-", "/")}/${now.slice(0, 19).replaceAll(":", ".")}-${id}`;
}
