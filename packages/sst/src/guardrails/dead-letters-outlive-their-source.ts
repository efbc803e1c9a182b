import { type Guardrail, numberAt, resources, text, unless } from "./graph-view.ts";

/** A message keeps the time of its first sending: dead letters must be kept longer than their source keeps them. */
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
      // Reports of quarantined records are read by people, and lead to records that are kept: both keep two weeks.
      return letters !== undefined && (letters > own || (queue.name === "QuarantineReportsQueue" && letters >= own));
    },
    "keeps a message as long as its dead letters do",
  );
};
