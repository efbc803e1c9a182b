import type { ContractModel } from "./contract-model.ts";
import { putEventsStatement } from "./put-events-statement.ts";
import type { Wiring } from "./wiring/read-wiring.ts";
import { busNamed } from "./wiring/routes.ts";

/** An IAM policy document. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

/**
 * By service that sends anything, the least privilege to publish it: one statement for each bus, on the bus of the graph
 * when there is one, else on an ARN with the placeholders of CloudFormation.
 */
export function publishPolicies({ operations }: ContractModel, wiring?: Wiring): Map<string, PolicyDocument> {
  const sends = operations.filter(({ action }) => action === "send");
  const byService = Map.groupBy(sends, ({ service }) => service);
  return new Map(
    [...byService].sort(byName).map(([service, own]) => {
      const byBus = [...Map.groupBy(own, ({ event }) => event.bus)].sort(byName);
      const Statement = byBus.flatMap(([bus, sent]) => {
        const statement = putEventsStatement(sent.map(({ event }) => event));
        const arn = wiring === undefined ? undefined : busNamed(wiring, bus)?.arn;
        const placeholder = `arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:event-bus/${bus}`;
        return (statement?.actions ?? []).map(Action => ({
          Effect: "Allow",
          Action,
          Resource: arn ?? placeholder,
          Condition: {
            StringEquals: Object.fromEntries(
              (statement?.conditions ?? []).map(({ variable, values }) => [variable, values]),
            ),
          },
        }));
      });
      return [service, { Version: "2012-10-17", Statement }];
    }),
  );
}

const byName = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : 1);
