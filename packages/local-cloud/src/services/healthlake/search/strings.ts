import { isObject } from "../resources/resource.ts";

/** What a string search looks at in HumanName and Address. See https://hl7.org/fhir/R4/search.html#string */
const PARTS = [
  "family",
  "given",
  "prefix",
  "suffix",
  "text",
  "line",
  "city",
  "district",
  "state",
  "postalCode",
  "country",
];

/** The texts of an element: itself, or the parts of a name or an address. */
export function stringsOf(element: unknown): string[] {
  if (typeof element === "string") return [element];
  if (!isObject(element)) return [];
  return PARTS.flatMap(part => element[part] ?? []).filter(text => typeof text === "string");
}

/** Case and accents make no difference to a string search. */
export function normalise(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
