import type { Operations } from "./operation.ts";

/**
 * Lets a service publish exactly the events it sends by contract, on this bus and no other.
 * Both condition keys hold one value an entry; PutEvents is refused when one entry does not match.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
 */
export function publishes(bus: sst.aws.Bus, sends: Operations) {
  const contracts = Object.values(sends).map(({ contract }) => contract);
  return {
    actions: ["events:PutEvents"],
    resources: [bus.arn],
    conditions: [
      { test: "StringEquals", variable: "events:source", values: unique(contracts.map(({ source }) => source)) },
      { test: "StringEquals", variable: "events:detail-type", values: unique(contracts.map(c => c.detailType)) },
    ],
  };
}

const unique = (values: readonly string[]): string[] => [...new Set(values)].sort();
