import { finding } from "../check/finding.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { inside, ofType, textAt, type WiredResource, type Wiring } from "./read-wiring.ts";

/** Whether every hop keeps what it cannot deliver: targets of rules, pipes, and what functions read. */
export function checkDeadLetters(wiring: Wiring): Diagnostic[] {
  const found: Diagnostic[] = [];
  const report = (resource: WiredResource, message: string, fix: string) =>
    found.push(finding("target-without-dead-letters", wiring.source, `${resource.pointer}/name`, message, { fix }));
  for (const target of ofType(wiring, "EventTarget")) {
    if (textAt(target.inputs, "deadLetterConfig", "arn") !== undefined) continue;
    report(target, `what EventBridge cannot deliver to ${target.name} is dropped`, "give it deadLetterConfig.arn");
  }
  for (const pipe of ofType(wiring, "Pipe")) {
    const parameters = inside(pipe.inputs, "sourceParameters");
    const stream = inside(parameters, "dynamodbStreamParameters") ?? inside(parameters, "kinesisStreamParameters");
    if (stream === undefined || textAt(stream, "deadLetterConfig", "arn") !== undefined) continue;
    report(pipe, `what the pipe ${pipe.name} gives up is dropped`, "give its source deadLetterConfig.arn");
  }
  for (const mapping of ofType(wiring, "EventSourceMapping")) {
    const source = textAt(mapping.inputs, "eventSourceArn") ?? "";
    if (/:(dynamodb|kinesis):/.test(source)) {
      if (textAt(mapping.inputs, "destinationConfig", "onFailure", "destinationArn") !== undefined) continue;
      report(mapping, `what ${mapping.name} gives up is dropped`, "give it destinationConfig.onFailure");
      continue;
    }
    const queue = ofType(wiring, "Queue").find(({ arn }) => arn === source);
    if (queue === undefined || /deadLetterTargetArn/.test(String(queue.inputs.redrivePolicy ?? ""))) continue;
    report(queue, `what fails again and again in ${queue.name} comes back until it expires`, "give it a redrivePolicy");
  }
  return found;
}
