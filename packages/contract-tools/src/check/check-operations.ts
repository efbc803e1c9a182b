import type { ContractModel } from "../contract-model.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { finding } from "./finding.ts";

/** Whether every reception has a sender, and every event one sending service. */
export function checkOperations({ document, events, operations }: ContractModel): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const event of events) {
    const senders = new Set(
      operations.filter(each => each.event === event && each.action === "send").map(({ service }) => service),
    );
    if (senders.size === 0) {
      found.push(
        finding("event-without-sender", document, event.pointer, `no operation sends ${event.detailType}`, {
          severity: "warning",
        }),
      );
    }
    if (!operations.some(each => each.event === event && each.action === "receive")) {
      const fix = "add the operation of a service that receives it, or say why with a suppression";
      const message = `no operation receives ${event.detailType}`;
      found.push(finding("event-without-receiver", document, event.pointer, message, { severity: "warning", fix }));
    }
    if (senders.size > 1) {
      found.push(
        finding(
          "event-with-senders",
          document,
          event.pointer,
          `${[...senders].join(" and ")} both send ${event.detailType}`,
        ),
      );
    }
  }
  for (const operation of operations.filter(({ action }) => action === "receive")) {
    const { event, pointer } = operation;
    if (!operations.some(each => each.event === event && each.action === "send")) {
      const fix = "add the operation of the service that sends it";
      found.push(
        finding("reception-without-sender", document, pointer, `no operation sends ${event.detailType}`, { fix }),
      );
    }
  }
  return found;
}
