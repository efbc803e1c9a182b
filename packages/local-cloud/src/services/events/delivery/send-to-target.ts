import { permitsService } from "../../../authorization/lets-service.ts";
import { parseArn } from "../../../kernel/arn.ts";
import { AwsError } from "../../../kernel/aws-error.ts";
import type { CloudContext } from "../../../kernel/service.ts";
import { functionPolicy } from "../../lambda/function-policy.ts";
import { requireFunction } from "../../lambda/function-store.ts";
import { invokeAsync } from "../../lambda/invoke-function.ts";
import { sendToQueue } from "../../sqs/queue.ts";
import { queueByArn } from "../../sqs/queues/find-queue.ts";
import { queueUrl } from "../../sqs/queues/queue-url.ts";
import { busExists } from "../buses/find-bus.ts";
import { DEFAULT_BUS } from "../event-arns.ts";
import { targetInput } from "../inputs/target-input.ts";
import { acceptsEvent } from "./accept-event.ts";
import type { Delivery, DeliveryFailure, RouteEvent } from "./delivery.ts";
import { refusesEventBridge } from "./refuses-eventbridge.ts";

/** Buses that an event may come through. In AWS one account may chain buses freely; the bound ends a circle. */
const MAXIMUM_HOPS = 10;

/** Kinds of target that can be delivered to. */
export function isSupportedTarget(arn: string): boolean {
  return send(arn) !== undefined;
}

/** Delivers once, in the caller's transaction; undefined when it succeeded. */
export function sendToTarget(
  context: CloudContext,
  delivery: Delivery,
  route: RouteEvent,
): DeliveryFailure | undefined {
  const input = targetInput(delivery.target, delivery);
  if (input === undefined) return permanent("INVALID_JSON", "The input template does not give valid JSON.");
  try {
    return send(delivery.target.Arn)?.(context, delivery, input, route);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return failureOf(error);
  }
}

type Send = (
  context: CloudContext,
  delivery: Delivery,
  input: string,
  route: RouteEvent,
) => DeliveryFailure | undefined;

function send(targetArn: string): Send | undefined {
  const arn = parseArn(targetArn);
  if (arn?.service === "sqs") return sendToSqs;
  if (arn?.service === "lambda") return sendToFunction;
  if (arn?.service === "events" && arn.resource.startsWith("event-bus/")) return sendToBus;
  return undefined;
}

const sendToSqs: Send = (context, delivery, input) => {
  const { rule, target, trace } = delivery;
  const queue = queueByArn(context, target.Arn);
  if (!queue) return permanent("NO_RESOURCE", "The queue does not exist.");
  if (target.RoleArn) holdToTarget(context, delivery, "sqs", "SendMessage", { QueueUrl: target.Arn });
  else {
    const refusal = refusesEventBridge(context, queue, rule.arn);
    if (refusal !== undefined) return permanent("NO_PERMISSIONS", refusal);
  }
  context.faults.before?.("sqs", "SendMessage", { QueueUrl: queueUrl(context, {}, queue.name), MessageBody: input });
  const messageGroupId = target.SqsParameters?.MessageGroupId;
  sendToQueue(context, {
    queueArn: target.Arn,
    body: input,
    trace,
    ...(messageGroupId !== undefined && { messageGroupId }),
  });
  return undefined;
};

const sendToFunction: Send = (context, delivery, input) => {
  const { rule, target } = delivery;
  const { FunctionName, FunctionArn: resource } = requireFunction(context, target.Arn).configuration;
  if (target.RoleArn) holdToTarget(context, delivery, "lambda", "Invoke", { FunctionName });
  else {
    const call = {
      ...FOR_RULES,
      action: "lambda:InvokeFunction",
      resource,
      source: rule.arn,
      account: context.account,
    };
    if (!permitsService(context, functionPolicy(context, FunctionName), call))
      return permanent(
        "NO_PERMISSIONS",
        "The function's policy does not allow events.amazonaws.com to invoke it for this rule.",
      );
  }
  context.faults.before?.("lambda", "Invoke", { FunctionName: target.Arn, InvocationType: "Event", Payload: input });
  invokeAsync(context, target.Arn, input);
  return undefined;
};

/** The event keeps its id, time and source on the next bus. Without a role, a bus of the same account is open to its rules. */
const sendToBus: Send = (context, delivery, _input, route) => {
  const { target, event, text, trace, hops } = delivery;
  const bus = target.Arn.slice(target.Arn.indexOf("event-bus/") + "event-bus/".length) || DEFAULT_BUS;
  if (!busExists(context, bus)) return permanent("NO_RESOURCE", "The event bus does not exist.");
  if (hops >= MAXIMUM_HOPS) return permanent("THIRD_ACCOUNT_HOP_DETECTED", "The event came through too many buses.");
  const entry = { EventBusName: bus, Source: event.source, DetailType: event["detail-type"] };
  if (target.RoleArn) holdToTarget(context, delivery, "events", "PutEvents", { Entries: [entry] });
  context.report({ kind: "events:accepted", name: bus, count: 1, bodies: () => [text] });
  const written = { event, text, trace };
  if (acceptsEvent(context, bus, written)) route(context, bus, written, hops + 1);
  return undefined;
};

const FOR_RULES = { service: "events.amazonaws.com" };

/**
 * Holds what is about to be sent to the role of its target.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-iam-roles.html
 */
function holdToTarget(
  context: CloudContext,
  { rule, target }: Delivery,
  service: string,
  operation: string,
  input: object,
): void {
  const assumed = { by: FOR_RULES.service, for: rule.arn };
  context.holdToRole({ role: target.RoleArn ?? "", session: target.Id, assumed }, service, operation, input);
}

function permanent(code: string, message: string): DeliveryFailure {
  return { code, message, retryable: false };
}

function failureOf({ code, message, status }: AwsError): DeliveryFailure {
  if (/Throttl|TooManyRequests|Limit/.test(code)) return { code: "THROTTLING", message, retryable: true };
  if (status >= 500) return { code: "ERROR_FROM_TARGET", message, retryable: true };
  if (/NotFound|DoesNotExist/.test(code)) return permanent("NO_RESOURCE", message);
  if (/AccessDenied/.test(code)) return permanent("NO_PERMISSIONS", message);
  return permanent("SDK_CLIENT_ERROR", message);
}
