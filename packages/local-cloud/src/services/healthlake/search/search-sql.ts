import type { FhirScope } from "../fhir/scope.ts";
import { lastUpdatedCondition } from "./comparison.ts";
import { parseCriterion } from "./parse-criteria.ts";
import { searchBudget, tooCostly } from "./search-budget.ts";
import type { Sql } from "./sql.ts";
import { type Visibility, visible } from "./visibility.ts";

/** Values that one search may ask for: SQLite takes no statement of any size. */
const MOST_VALUES = 200;

/** The documents of a type that fulfil all criteria, as what follows `SELECT … FROM`. */
export function searchSql(
  scope: FhirScope,
  type: string,
  criteria: readonly (readonly [name: string, value: string])[],
  visibility: Visibility = "indexed",
): Sql {
  if (criteria.flatMap(([, value]) => value.split(",")).length > MOST_VALUES)
    throw tooCostly(`A search asks for ${MOST_VALUES} values at most.`);
  const updates = criteria.filter(([name]) => name === "_lastUpdated");
  const search = { scope, visibility, budget: searchBudget(scope.work) };
  const others = criteria
    .filter(([name]) => name !== "_lastUpdated")
    .map(([name, value]) => parseCriterion(search, type, name, value))
    .sort((a, b) => a.rank - b.rank);
  const [driver, ...rest] = others;
  const seen = visible(scope, visibility);
  const conditions: Sql[] = [
    { text: "d.store = ? AND d.type = ?", values: [scope.datastore.number, type] },
    seen,
    ...updates.map(([, value]) => lastUpdatedCondition(value, "d.updated_at")),
    ...rest.map(({ text, values }) => ({ text: `d.doc IN (${text})`, values })),
  ];
  const where = conditions.map(({ text }) => text).join(" AND ");
  // The narrowest criterion leads: CROSS JOIN keeps SQLite from going through all documents in order of their update.
  const from = driver
    ? `(SELECT DISTINCT doc FROM (${driver.text})) c CROSS JOIN healthlake_docs d ON d.doc = c.doc`
    : "healthlake_docs d";
  return {
    text: `${from} WHERE ${where}`,
    values: [...(driver?.values ?? []), ...conditions.flatMap(({ values }) => values)],
  };
}
