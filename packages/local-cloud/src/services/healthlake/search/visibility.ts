import type { FhirScope } from "../fhir/scope.ts";
import type { Sql } from "./sql.ts";

/** Which documents a search sees: `current` sees what was just written, as conditional writes do; `any`, also what is on its way out. */
export type Visibility = "indexed" | "current" | "any";

/** The condition on documents `d` of the index that a search at this moment sees. */
export function visible({ context, strong }: FhirScope, visibility: Visibility = "indexed"): Sql {
  if (visibility === "any") return { text: "1", values: [] };
  const now = context.clock.now();
  if (visibility === "current" || (strong && context.behaviour.strongSearchFinds === "latest"))
    return { text: "d.hidden_from > ?", values: [now] };
  return strong
    ? { text: "d.visible_from <= ? AND d.gone_from > ?", values: [now, now] }
    : { text: "d.visible_from <= ? AND d.hidden_from > ?", values: [now, now] };
}
