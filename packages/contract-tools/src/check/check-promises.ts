import type { ContractModel, OperationModel } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { finding } from "./finding.ts";

/**
 * What may be promised, from least to most. Events that come in order can be put in order; a repetition that is the same
 * event has its sequence as well.
 */
const LEVELS = {
  order: ["none", "sequence", "subject"],
  dedupe: ["none", "sequence", "eventId"],
  replayable: [false, true],
} as const;

/** Whether the sender of an event promises what each of its receivers asks for, and what is asked for goes together. */
export function checkPromises({ document, operations }: ContractModel): Diagnostic[] {
  const senders = operations.filter(({ action }) => action === "send");
  return operations.flatMap(operation => [
    ...unorderedSequence(operation, document),
    ...(operation.action === "receive"
      ? senders.filter(({ event }) => event === operation.event).flatMap(sender => short(sender, operation, document))
      : []),
  ]);
}

/** The terms of which the sender promises less than the receiver asks; no terms promise nothing. */
function short(sender: OperationModel, receiver: OperationModel, document: ContractModel["document"]): Diagnostic[] {
  return Object.entries(LEVELS).flatMap(([term, levels]) => {
    const asked = receiver.delivery?.[term];
    const promised = sender.delivery?.[term] ?? levels[0];
    // What is no level is reported where the extension is checked.
    if (rank(levels, promised) === -1 || rank(levels, asked) <= rank(levels, promised)) return [];
    const message = `${receiver.id} asks for ${term}: ${asked}, but ${sender.id} promises ${term}: ${promised}`;
    const fix = `promise ${term}: ${asked} in ${sender.id}, or ask for ${term}: ${promised}`;
    return [finding("delivery-promise", document, `${receiver.pointer}/x-delivery/${term}`, message, { fix })];
  });
}

const rank = (levels: readonly unknown[], level: unknown) => levels.indexOf(level);

/** A sequence that orders nothing tells no repetition from what is new. */
function unorderedSequence({ id, delivery, pointer }: OperationModel, document: ContractModel["document"]) {
  if (delivery?.dedupe !== "sequence" || delivery.order !== "none") return [];
  const message = `${id} recognises repetitions by metadata.sequence, but has order: none`;
  const fix = "state order: sequence, or dedupe: eventId";
  return [finding("delivery-promise", document, `${pointer}/x-delivery/order`, message, { fix })];
}
