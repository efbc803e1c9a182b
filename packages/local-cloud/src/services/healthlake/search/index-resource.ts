import { ExactDecimal } from "@tributary/fhir/exact-decimal";
import type { CloudContext } from "../../../kernel/service.ts";
import { isObject, type StoredResource } from "../resources/resource.ts";
import { decimalKey } from "./decimal-key.ts";
import { referenceTarget } from "./reference-target.ts";
import { type SearchParameter, searchParameters } from "./search-parameters.ts";
import { normalise, stringsOf } from "./strings.ts";
import { periodRange, timeRange } from "./time-range.ts";

const insert = {
  tokens: "INSERT OR IGNORE INTO healthlake_tokens (param, code, system, doc) VALUES (?, ?, ?, ?)",
  strings: "INSERT OR IGNORE INTO healthlake_strings (param, value, exact, doc) VALUES (?, ?, ?, ?)",
  dates: "INSERT OR IGNORE INTO healthlake_dates (param, low, high, doc) VALUES (?, ?, ?, ?)",
  quantities:
    "INSERT OR IGNORE INTO healthlake_quantities (param, value, system, code, unit, doc) VALUES (?, ?, ?, ?, ?, ?)",
  references: "INSERT OR IGNORE INTO healthlake_references (param, target, doc) VALUES (?, ?, ?)",
};
const remove = {
  tokens: "DELETE FROM healthlake_tokens WHERE param = ? AND code = ? AND system = ? AND doc = ?",
  strings: "DELETE FROM healthlake_strings WHERE param = ? AND value = ? AND exact = ? AND doc = ?",
  dates: "DELETE FROM healthlake_dates WHERE param = ? AND low = ? AND high = ? AND doc = ?",
  quantities:
    "DELETE FROM healthlake_quantities WHERE param = ? AND value = ? AND system = ? AND code = ? AND unit = ? AND doc = ?",
  references: "DELETE FROM healthlake_references WHERE param = ? AND target = ? AND doc = ?",
};
type Table = keyof typeof insert;
type Entry = (table: Table, ...values: (string | number)[]) => void;

/** Files a resource under all search parameters of its type, as document `doc`. */
export function indexResource(context: CloudContext, resource: StoredResource, doc: number): void {
  eachEntry(resource, (table, ...values) => context.store.prepare(insert[table]).run(...values, doc));
}

/** Takes a document out of the index again: its entries follow from the resource. */
export function unindexResource(context: CloudContext, resource: StoredResource, doc: number): void {
  eachEntry(resource, (table, ...values) => context.store.prepare(remove[table]).run(...values, doc));
}

function eachEntry(resource: StoredResource, entry: Entry): void {
  for (const parameter of searchParameters(resource.resourceType).values())
    parameter.read(resource, element => addEntries(parameter, element, entry));
}

function addEntries({ kind, key }: SearchParameter, element: unknown, entry: Entry): void {
  switch (kind) {
    case "token":
      addTokens(key, element, entry);
      break;
    case "string":
      for (const text of stringsOf(element)) entry("strings", key, normalise(text), text);
      break;
    case "uri":
      if (typeof element === "string") entry("tokens", key, element, "");
      break;
    case "date":
      addDates(key, element, entry);
      break;
    case "reference":
      addReference(key, element, entry);
      break;
    case "number":
    case "quantity":
      addQuantity(key, element, entry);
  }
}

/** A code, a Coding, a CodeableConcept, an Identifier, a ContactPoint. See https://hl7.org/fhir/R4/search.html#token */
function addTokens(key: string, element: unknown, entry: Entry): void {
  if (!isObject(element)) {
    if (element !== undefined && element !== null) entry("tokens", key, String(element), "");
    return;
  }
  for (const coding of Array.isArray(element.coding) ? element.coding : [element]) {
    if (!isObject(coding)) continue;
    const code = coding.code ?? coding.value;
    if (typeof code === "string") entry("tokens", key, code, typeof coding.system === "string" ? coding.system : "");
  }
}

function addDates(key: string, element: unknown, entry: Entry): void {
  if (isObject(element) && Array.isArray(element.event)) {
    for (const event of element.event) addDates(key, event, entry); // A Timing.
    return;
  }
  const range = isObject(element)
    ? periodRange(element.start, element.end)
    : typeof element === "string"
      ? timeRange(element)
      : undefined;
  if (range) entry("dates", key, range.low, range.high);
}

/** A Reference, or a canonical or uri in the place of one. */
function addReference(key: string, element: unknown, entry: Entry): void {
  const reference = isObject(element) ? element.reference : element;
  if (typeof reference !== "string" || reference.startsWith("#")) return;
  const target = isLocal(reference) ? referenceTarget(reference) : undefined;
  entry("references", key, target ? `${target.type}/${target.id}` : reference);
}

/** Relative, or by the address of a data store; any other URL is of a resource elsewhere. */
function isLocal(reference: string): boolean {
  return /^[A-Z]/.test(reference) || /^https?:\/\/[^/]+\/datastore\/[^/]+\/r4\//.test(reference);
}

function addQuantity(key: string, element: unknown, entry: Entry): void {
  const number = numberText(element);
  if (number !== undefined) entry("quantities", key, decimalKey(number), "", "", "");
  if (!isObject(element)) return;
  const { system = "", code, currency, unit = "" } = element;
  const value = numberText(element.value);
  if (value === undefined) return;
  entry("quantities", key, decimalKey(value), String(system), String(code ?? currency ?? ""), String(unit));
}

function numberText(value: unknown): string | undefined {
  return typeof value === "number" || value instanceof ExactDecimal ? String(value) : undefined;
}
