import { printable } from "@tributary/contract/printable";
import { type ContractFlow, type EventCounts, noReceiverCounts, type ReceiverCounts } from "./contract-flow.ts";
import { milliseconds, number } from "./figures.ts";

/** The flow as lines for a terminal: each contract, followed by its receivers. */
export function flowText(flow: ContractFlow): string {
  return [...flow.counts()]
    .flatMap(([detailType, counts]) => [
      eventLine(detailType, counts),
      ...[...counts.receivers].map(([name, each]) => `    ${printable(name)}: ${stepsOf(each)}`),
    ])
    .join("\n");
}

/** The flow as plain lines: each contract with any events. */
export function flowLines(flow: ContractFlow): string[] {
  return [...flow.counts()]
    .filter(([, { published, quarantinedUnsent, receivers }]) => published + quarantinedUnsent + receivers.size > 0)
    .map(([detailType, counts]) => eventLine(detailType, counts));
}

function eventLine(detailType: string, { published, quarantinedUnsent, receivers, lag }: EventCounts): string {
  const all = [...receivers.values()].reduce(sum, { ...noReceiverCounts(), quarantined: quarantinedUnsent });
  const [p50, p99] = lag.quantiles(0.5, 0.99);
  const lags = `lag p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}`;
  return `${printable(detailType)}: published ${number(published)} → ${stepsOf(all)} · ${lags}`;
}

const sum = (one: ReceiverCounts, other: ReceiverCounts): ReceiverCounts => ({
  delivered: one.delivered + other.delivered,
  applied: one.applied + other.applied,
  stale: one.stale + other.stale,
  duplicate: one.duplicate + other.duplicate,
  quarantined: one.quarantined + other.quarantined,
  deadLettered: one.deadLettered + other.deadLettered,
});

function stepsOf({ delivered, applied, stale, duplicate, quarantined, deadLettered }: ReceiverCounts): string {
  const path = `delivered ${number(delivered)} → applied ${number(applied)}`;
  const skipped = `stale ${number(stale)} · duplicates ${number(duplicate)}`;
  return `${path} · ${skipped} · quarantined ${number(quarantined)} · dead letters ${number(deadLettered)}`;
}
