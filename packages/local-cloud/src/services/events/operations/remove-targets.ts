import type { OperationContext } from "../../../kernel/service.ts";
import type { RemoveTargetsRequest } from "../../../models/eventbridge-types.ts";
import { findRule } from "../rules/rule-store.ts";
import { forgetRules } from "../rules/rules-of-bus.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RemoveTargets.html */
export function removeTargets(input: RemoveTargetsRequest, context: OperationContext): object {
  const { bus, name } = findRule(context, input.Rule, input.EventBusName);
  const { store } = context;
  const FailedEntries = store.transaction(() =>
    input.Ids.flatMap(id => {
      const removed = store
        .prepare("DELETE FROM events_targets WHERE bus = ? AND rule = ? AND id = ?")
        .run(bus, name, id);
      return removed.changes === 0
        ? [
            {
              TargetId: id,
              ErrorCode: "ResourceNotFoundException",
              ErrorMessage: `Rule ${name} does not have a target with the Id ${id}.`,
            },
          ]
        : [];
    }),
  );
  forgetRules(context);
  return { FailedEntryCount: FailedEntries.length, FailedEntries };
}
