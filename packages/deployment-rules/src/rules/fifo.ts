import { byArn, numberAt, ofType, textAt } from "../find.ts";
import type { DeployedResource, DeploymentRule, Refusal } from "../refusal.ts";
import { valuesAt } from "../values-at.ts";

const sqs = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest";
const isFifo = (arn: string) => arn.startsWith("arn:") && arn.includes(":sqs:") && arn.endsWith(".fifo");

function refuse(resource: DeployedResource, path: string, problem: string, page: string): Refusal {
  return { rule: "fifo-mismatch", resource, path: path.split("."), problem, page };
}

/** FIFO queues are named so, have dead letters of their kind, and are sent to and read as they ask. */
export const fifo: DeploymentRule = resources => [
  ...ofType(resources, "queue").flatMap(ofQueue),
  ...ofType(resources, "mapping").flatMap(ofMapping),
  ...ofType(resources, "target").flatMap(ofTarget),
  ...ofType(resources, "pipe").flatMap(ofPipe),
  ...ofType(resources, "function").flatMap(one => standardOnly(one, "deadLetterConfig.targetArn", "dead letters")),
  ...ofType(resources, "bus").flatMap(one => standardOnly(one, "deadLetterConfig.arn", "dead letters")),
  ...ofType(resources, "queue").flatMap(one => {
    const letters = textAt(one, "redrivePolicy.deadLetterTargetArn");
    const queue = byArn(resources, "queue", letters);
    const isOther =
      letters !== "" && (queue?.inputs.fifoQueue === true || isFifo(letters)) !== (one.inputs.fifoQueue === true);
    if (!isOther) return [];
    const [kind, other] = one.inputs.fifoQueue === true ? ["FIFO", "standard"] : ["standard", "FIFO"];
    return [
      refuse(
        one,
        "redrivePolicy.deadLetterTargetArn",
        `is the ${other} queue ${queue?.name ?? letters}, but the dead letters of a ${kind} queue go to a ${kind} queue`,
        `${sqs}/SQSDeveloperGuide/sqs-dead-letter-queues.html`,
      ),
    ];
  }),
];

function ofQueue(queue: DeployedResource): Refusal[] {
  const { name, fifoQueue } = queue.inputs;
  const page = `${sqs}/APIReference/API_CreateQueue.html`;
  const isNamed = typeof name === "string" && name.endsWith(".fifo");
  if (typeof name === "string" && fifoQueue === true && !isNamed)
    return [refuse(queue, "name", `is "${name}", but the name of a FIFO queue ends in .fifo`, page)];
  if (isNamed && fifoQueue !== true)
    return [
      refuse(queue, "fifoQueue", `is not true, but "${name}" ends in .fifo, as only a FIFO queue's name may`, page),
    ];
  if (fifoQueue === true) return [];
  return ["contentBasedDeduplication", "deduplicationScope", "fifoThroughputLimit"]
    .filter(input => valuesAt(queue.inputs, input).some(({ value }) => value !== false && value !== ""))
    .map(input => refuse(queue, input, "is set, but only FIFO queues take it", page));
}

function ofMapping(mapping: DeployedResource): Refusal[] {
  const page = "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html";
  const found = standardOnly(mapping, "destinationConfig.onFailure.destinationArn", "failed batches");
  if (!isFifo(textAt(mapping, "eventSourceArn"))) return found;
  const [batch, window] = [numberAt(mapping, "batchSize", 10), numberAt(mapping, "maximumBatchingWindowInSeconds", 0)];
  if (batch > 10) found.push(refuse(mapping, "batchSize", `is ${batch}, but AWS allows 10 for a FIFO queue`, page));
  if (window > 0)
    found.push(
      refuse(
        mapping,
        "maximumBatchingWindowInSeconds",
        `is ${window}, but a FIFO queue takes no batching window`,
        page,
      ),
    );
  return found;
}

function ofTarget(target: DeployedResource): Refusal[] {
  const found = standardOnly(target, "deadLetterConfig.arn", "dead letters");
  if (!isFifo(textAt(target, "arn")) || textAt(target, "sqsTarget.messageGroupId") !== "") return found;
  const page = "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_SqsParameters.html";
  return [...found, refuse(target, "sqsTarget.messageGroupId", "is missing, but its target is a FIFO queue", page)];
}

function ofPipe(pipe: DeployedResource): Refusal[] {
  if (!isFifo(textAt(pipe, "target"))) return [];
  const path = "targetParameters.sqsQueueParameters.messageGroupId";
  if (textAt(pipe, path) !== "") return [];
  const page = "https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_PipeTargetSqsQueueParameters.html";
  return [refuse(pipe, path, "is missing, but its target is a FIFO queue", page)];
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html and the like */
function standardOnly(resource: DeployedResource, path: string, what: string): Refusal[] {
  const arn = textAt(resource, path);
  if (!isFifo(arn)) return [];
  const page = {
    "deadLetterConfig.targetArn": "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html",
    "deadLetterConfig.arn": "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html",
  }[path];
  const other = "https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html";
  return [refuse(resource, path, `is a FIFO queue, but AWS sends ${what} to standard queues only`, page ?? other)];
}
