import { durationSeconds } from "@tributary/contract/duration-seconds";
import { contractFormats } from "../schema/contract-formats.ts";
import type { ContractModel, EventModel, OperationModel } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { valueAt } from "../source/json-pointer.ts";
import type { SourceFile } from "../source/source-file.ts";
import { foreignEvents } from "../source/source-prefix.ts";
import { unreadParts } from "../source/unread-parts.ts";
import { finding } from "./finding.ts";

/** Whether every reception has a sender, and every event one sending service; events that others publish have none here. */
export function checkOperations(model: ContractModel, configuredPrefix?: string): Diagnostic[] {
  const { document, events, operations } = model;
  const foreign = foreignEvents(model, configuredPrefix);
  const found: Diagnostic[] = [];
  // An operation that was not understood, for which there is a finding, may be the one that is missed.
  const unread = new Set(unreadParts(model).map(({ pointer }) => valueAt(document.value, `${pointer}/channel/$ref`)));
  const isKnown = ({ pointer }: EventModel) => !unread.has(`#${pointer}`);
  for (const event of events.filter(isKnown)) {
    const senders = new Set(
      operations.filter(each => each.event === event && each.action === "send").map(({ service }) => service),
    );
    if (senders.size === 0 && !foreign.has(event)) {
      found.push(finding("event-without-sender", document, event.pointer, `no operation sends ${event.detailType}`));
    }
    if (!operations.some(each => each.event === event && each.action === "receive")) {
      const fix = "add the receive operation of a service, or suppress this finding with a reason";
      const message = `no operation receives ${event.detailType}`;
      found.push(finding("event-without-receiver", document, event.pointer, message, { fix }));
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
    if (
      isKnown(event) &&
      !foreign.has(event) &&
      !operations.some(each => each.event === event && each.action === "send")
    ) {
      const fix = "add the send operation of a service, or the source of whoever publishes it elsewhere";
      found.push(
        finding("reception-without-sender", document, pointer, `no operation sends ${event.detailType}`, { fix }),
      );
    }
  }
  for (const { event, delivery, pointer } of operations) {
    if (event.bare !== true) continue;
    for (const term of ["order", "dedupe"]) {
      if (delivery?.[term] === undefined || ["none", "eventId"].includes(String(delivery[term]))) continue;
      const message = `${event.detailType} has no metadata, so nothing says which of two events is newer`;
      const fix = `ask for ${term}: ${term === "order" ? "none" : "eventId"}`;
      found.push(finding(`delivery-${term}`, document, `${pointer}/x-delivery/${term}`, message, { fix }));
    }
    if (delivery?.claimCheck === true) {
      const message = `${event.detailType} has no metadata, so its data cannot travel by claim check`;
      found.push(finding("event-envelope", document, `${pointer}/x-delivery/claimCheck`, message));
    }
  }
  return [...found, ...operations.flatMap(operation => checkMaxAge(operation, document))];
}

const isDuration = (text: string) => contractFormats.duration instanceof RegExp && contractFormats.duration.test(text);

/** EventBridge tries a target for a minute to a day. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RetryPolicy.html */
const RETRIED_SECONDS = { least: 60, most: 86_400 };

/** Months and years differ in length, so that no rule can be given one; nor can it a time that EventBridge does not take. */
function checkMaxAge({ delivery, pointer }: OperationModel, document: SourceFile): Diagnostic[] {
  const stated = delivery?.maxAge;
  if (typeof stated !== "string") return [];
  const at = `${pointer}/x-delivery/maxAge`;
  const seconds = durationSeconds(stated);
  if (seconds === undefined) {
    // What is no duration at all is reported where extensions are checked.
    if (!isDuration(stated)) return [];
    const fix = "write it in weeks, days, hours, minutes and seconds, such as PT24H";
    return [finding("extension-invalid", document, at, `maxAge ${stated} has no fixed length`, { fix })];
  }
  if (seconds >= RETRIED_SECONDS.least && seconds <= RETRIED_SECONDS.most) return [];
  const message = `EventBridge retries for 60 seconds to 24 hours, not for ${stated}`;
  return [finding("delivery-age", document, at, message, { fix: "ask for PT24H or less, PT1M or more" })];
}
