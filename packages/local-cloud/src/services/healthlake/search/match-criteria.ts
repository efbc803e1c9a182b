import { fhirError } from "../fhir/outcome.ts";
import type { FhirScope } from "../fhir/scope.ts";
import { searchSql } from "./search-sql.ts";

/**
 * Ids that match the criteria of a conditional interaction, at most `limit`; what was just written counts.
 * Whether HealthLake's conditional interactions wait for its index is not documented; here they do not.
 */
export function matchCriteria(scope: FhirScope, type: string, criteria: URLSearchParams, limit: number): string[] {
  if (criteria.size === 0) throw fhirError(412, "A conditional interaction needs criteria.");
  const { text, values } = searchSql(scope, type, [...criteria], "current");
  const rows = scope.context.store.prepare(`SELECT d.id FROM ${text} ORDER BY d.doc LIMIT ?`).all(...values, limit);
  return rows.map(row => row.id as string);
}

/** The id of the only resource that matches; undefined when none does, 412 when several do. */
export function matchOne(scope: FhirScope, type: string, criteria: URLSearchParams): string | undefined {
  const [id, another] = matchCriteria(scope, type, criteria, 2);
  if (another !== undefined)
    throw fhirError(412, "Several resources match the criteria.", { code: "multiple-matches" });
  return id;
}
