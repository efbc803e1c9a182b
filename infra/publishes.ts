import type { EventBus } from "./bus.ts";
import type { Operations } from "./delivery-rule.ts";
import { onBus } from "./delivery-rule.ts";

/**
 * Lets a service publish exactly the events it sends by contract, on this bus and no other.
 * `StringEquals` refuses a call with an entry that does not match, and one without the key.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
 */
export function publishes(bus: EventBus, sends: Operations) {
  const contracts = onBus(bus.contractName, sends).map(({ contract }) => contract);
  return {
    actions: ["events:PutEvents"],
    resources: [bus.component.arn],
    conditions: [
      { test: "StringEquals", variable: "events:source", values: unique(contracts.map(({ source }) => source)) },
      { test: "StringEquals", variable: "events:detail-type", values: unique(contracts.map(c => c.detailType)) },
    ],
  };
}

const unique = (values: readonly string[]): string[] => [...new Set(values)].sort();
