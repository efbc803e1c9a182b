import { problemOf } from "../constraint.ts";
import { limits } from "../limits.ts";
import type { DeploymentRule } from "../refusal.ts";
import { valuesAt } from "../values-at.ts";

/** Names, lengths, patterns, enums and ranges of single inputs. */
export const withinLimits: DeploymentRule = resources =>
  resources.flatMap(resource => {
    const { inputs = {}, name, page = "" } = limits[resource.type] ?? {};
    return Object.entries(inputs).flatMap(([input, constraint]) =>
      valuesAt(resource.inputs, input).flatMap(({ path, value }) => {
        // An empty text is what Pulumi makes of nothing.
        const problem = value === "" && input !== name ? undefined : problemOf(constraint, value);
        if (problem === undefined) return [];
        const isLong = input === name && constraint.kind === "text" && String(value).length > constraint.max;
        return [
          { rule: isLong ? ("name-too-long" as const) : ("property-refused" as const), resource, path, problem, page },
        ];
      }),
    );
  });
