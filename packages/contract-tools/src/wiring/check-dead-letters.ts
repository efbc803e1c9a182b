import { finding } from "../check/finding.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { inside, ofType, textAt, type WiredResource, type Wiring } from "./read-wiring.ts";

/** Whether every hop keeps what it cannot deliver: targets of rules, pipes, and what functions read. */
export function checkDeadLetters(wiring: Wiring): Diagnostic[] {
  const found: Diagnostic[] = [];
  const report = (resource: WiredResource, message: string, fix: string) =>
    found.push(finding("target-without-dead-letters", wiring.source, `${resource.pointer}/name`, message, { fix }));
  /** Whether there is such a place; one that is named and that nothing makes is a finding of its own. */
  const isKept = (resource: WiredResource, arn: string | undefined): boolean => {
    if (arn === undefined) return false;
    if (/:sqs:/.test(arn) && !ofType(wiring, "Queue").some(queue => queue.arn === arn)) {
      const name = arn.slice(arn.lastIndexOf(":") + 1);
      report(
        resource,
        `the dead letters of ${resource.name} go to ${name}, which nothing creates`,
        "name a queue of the program",
      );
    }
    return true;
  };
  for (const bus of ofType(wiring, "EventBus")) isKept(bus, textAt(bus.inputs, "deadLetterConfig", "arn"));
  for (const target of ofType(wiring, "EventTarget")) {
    if (isKept(target, textAt(target.inputs, "deadLetterConfig", "arn"))) continue;
    report(target, `EventBridge drops what it cannot deliver to ${target.name}`, "give it deadLetterConfig.arn");
  }
  for (const pipe of ofType(wiring, "Pipe")) {
    const parameters = inside(pipe.inputs, "sourceParameters");
    const stream = inside(parameters, "dynamodbStreamParameters") ?? inside(parameters, "kinesisStreamParameters");
    if (stream === undefined || isKept(pipe, textAt(stream, "deadLetterConfig", "arn"))) continue;
    report(pipe, `the pipe ${pipe.name} drops what it gives up`, "give its source deadLetterConfig.arn");
  }
  for (const mapping of ofType(wiring, "EventSourceMapping")) {
    const source = textAt(mapping.inputs, "eventSourceArn") ?? "";
    if (/:(dynamodb|kinesis):/.test(source)) {
      if (isKept(mapping, textAt(mapping.inputs, "destinationConfig", "onFailure", "destinationArn"))) continue;
      report(mapping, `${mapping.name} drops what it gives up`, "give it destinationConfig.onFailure");
      continue;
    }
    const queue = ofType(wiring, "Queue").find(({ arn }) => arn === source);
    if (queue === undefined || isKept(queue, redriveTarget(textAt(queue.inputs, "redrivePolicy")))) continue;
    report(
      queue,
      `a message that keeps failing in ${queue.name} is redelivered until it expires`,
      "give it a redrivePolicy",
    );
  }
  return found;
}

function redriveTarget(policy: string | undefined): string | undefined {
  try {
    return textAt(JSON.parse(policy ?? "null"), "deadLetterTargetArn");
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
