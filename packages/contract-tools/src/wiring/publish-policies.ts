import type { ContractModel, OperationModel } from "../source/contract-model.ts";
import { claimCheckStatement } from "./claim-check-statement.ts";
import { putEventsStatement } from "./put-events-statement.ts";
import type { Wiring } from "./read-wiring.ts";
import { busNamed } from "./routes.ts";

/** An IAM policy document. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

/**
 * By service that sends anything, the least privilege to publish it: one statement for each bus, on the bus of the graph
 * when there is one, else on an ARN with the placeholders of CloudFormation. Where data travel by claim check, whoever
 * sends or receives them also gets a statement on the bucket, whose name is a placeholder.
 */
export function publishPolicies({ operations }: ContractModel, wiring?: Wiring): Map<string, PolicyDocument> {
  const needing = operations.filter(({ action, event }) => action === "send" || event.claimCheck);
  const byService = Map.groupBy(needing, ({ service }) => service);
  return new Map(
    [...byService].sort(byName).map(([service, own]) => {
      const sends = own.filter(({ action }) => action === "send");
      const byBus = [...Map.groupBy(sends, ({ event }) => event.bus)].sort(byName);
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
      const claims = (["send", "receive"] as const).flatMap(action => claimCheckGrants(action, own));
      return [service, { Version: "2012-10-17", Statement: [...Statement, ...claims] }];
    }),
  );
}

function claimCheckGrants(direction: OperationModel["action"], own: readonly OperationModel[]) {
  const events = own.filter(({ action }) => action === direction).map(({ event }) => event);
  const { actions, prefixes } = claimCheckStatement(direction, events) ?? { actions: [], prefixes: [] };
  return actions.map(Action => ({
    Effect: "Allow",
    Action,
    Resource: prefixes.map(prefix => `arn:\${AWS::Partition}:s3:::\${ClaimCheckBucket}/${prefix}*`),
  }));
}

const byName = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : 1);
