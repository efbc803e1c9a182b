import { parsePattern } from "@tributary/event-pattern/parse-pattern";
import { PatternError } from "@tributary/event-pattern/pattern-error";
import { ofType } from "../find.ts";
import type { DeploymentRule, Refusal } from "../refusal.ts";
import { valuesAt } from "../values-at.ts";

const events = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html";
const filters = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html";

/** Patterns in the language of EventBridge, besides those of rules, which `rule-invalid` is about. */
const patterns = [
  ["archive", "eventPattern", events],
  ["mapping", "filterCriteria.filters.*.pattern", filters],
  ["pipe", "sourceParameters.filterCriteria.filters.*.pattern", events],
] as const;

/** Patterns of archives, and filters of mappings and pipes, are ones that AWS takes. */
export const validPatterns: DeploymentRule = resources =>
  patterns.flatMap(([type, input, page]) =>
    ofType(resources, type).flatMap(resource =>
      valuesAt(resource.inputs, input).flatMap(({ path, value }): Refusal[] => {
        if (typeof value !== "string" || value === "") return [];
        const reason = faultOf(value);
        if (reason === undefined) return [];
        return [{ rule: "pattern-refused", resource, path, problem: `is no pattern that AWS takes: ${reason}`, page }];
      }),
    ),
  );

function faultOf(pattern: string): string | undefined {
  try {
    parsePattern(pattern);
    return undefined;
  } catch (error) {
    if (error instanceof PatternError) return error.reason;
    throw error;
  }
}
