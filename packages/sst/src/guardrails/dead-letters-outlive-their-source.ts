import { type Guardrail, numberAt, resources, text, unless } from "./graph-view.ts";

/** A message keeps the time of its first sending, so a dead-letter queue must keep messages longer than its source. */
export const deadLettersOutliveTheirSource: Guardrail = graph => {
  const retention = new Map(
    resources(graph, "Queue").map(({ inputs, outputs }) => [
      String(outputs.arn),
      numberAt(inputs, "messageRetentionSeconds"),
    ]),
  );
  return unless(
    resources(graph, "Queue"),
    queue => {
      const policy = text(queue, "redrivePolicy");
      if (policy === "") return true;
      const letters = retention.get(JSON.parse(policy).deadLetterTargetArn);
      const own = numberAt(queue.inputs, "messageRetentionSeconds");
      // People read reports of quarantined records, and the records are kept: two weeks suffice for both queues.
      return letters !== undefined && (letters > own || (queue.name === "QuarantineReportsQueue" && letters >= own));
    },
    "keeps a message as long as its dead letters do",
  );
};
