import type { Finding } from "../fhir/outcome.ts";
import { ID_PATTERN, isObject, type Resource } from "./resource.ts";

/** The least that a resource must be: well-formed ids and `meta`, and no null or empty elements. https://hl7.org/fhir/R4/json.html */
export function checkStructure(resource: Resource): Finding[] {
  const findings: Finding[] = [];
  if (resource.id !== undefined && !(typeof resource.id === "string" && ID_PATTERN.test(resource.id)))
    findings.push({ pointer: "/id", message: "The id is not a FHIR id." });
  if (resource.meta !== undefined && !isObject(resource.meta))
    findings.push({ pointer: "/meta", message: "meta is not an object." });
  findEmpty(resource, "", findings, false);
  return findings;
}

/** Null stands only in lists, beside the list of extensions. */
function findEmpty(value: unknown, pointer: string, findings: Finding[], inList: boolean): void {
  if (value === null && !inList) findings.push({ pointer, message: "An element is null." });
  if (Array.isArray(value)) {
    if (value.length === 0) findings.push({ pointer, message: "A list is empty." });
    for (const [i, item] of value.entries()) findEmpty(item, `${pointer}/${i}`, findings, true);
  } else if (isObject(value))
    for (const [name, held] of Object.entries(value)) {
      const at = `${pointer}/${name.replace(/~/g, "~0").replace(/\//g, "~1")}`;
      findEmpty(held, at, findings, false);
    }
}
