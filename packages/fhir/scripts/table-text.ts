import { definitionName, type Hl7Schema, type SchemaDefinition, type SchemaProperty } from "./hl7-schema.ts";

/** Field lists that many definitions begin with, longest first; FHIR's own names for them. */
const BASES: Readonly<Record<string, readonly string[]>> = {
  DomainResource: [
    "id=id",
    "meta:Meta",
    "implicitRules:uri",
    "language:code",
    "text:Narrative",
    "contained:ResourceList*",
    "extension:Extension*",
    "modifierExtension:Extension*",
  ],
  Resource: ["id=id", "meta:Meta", "implicitRules:uri", "language:code"],
  BackboneElement: ["id=string", "extension:Extension*", "modifierExtension:Extension*"],
  Element: ["id=string", "extension:Extension*"],
};

/** HL7 restricts it where it is written out in a property, and not where its definition is referred to: two types here. */
const WRITTEN_OUT_BASE64 = "base64BinaryText";

/**
 * The schema as lines of text, `Name @Base field field …`. A field is `name:type`, or `name=type` for a primitive that has
 * no companion `_name` of type Element; after the type, `*` says that it is an array and `!` that it is required. A type is
 * a name, or `(a|b)` for a code of a closed list. First come the primitive types, `=name type pattern`, then the bases,
 * then everything else in order of name.
 */
export function tableText({ definitions, resourceTypes }: Hl7Schema): string {
  const lines = Object.entries(definitions)
    .filter(([, { properties }]) => properties !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, definition]) => line(name, fields(name, definition, definitions), resourceTypes.includes(name)));
  const bases = Object.entries(BASES).map(([name, of]) => `@${name} ${of.join(" ")}`);
  return [...primitives(definitions), ...bases, ...lines].join("\n");
}

function primitives(definitions: Hl7Schema["definitions"]): string[] {
  const named = Object.entries(definitions).filter(
    ([, { properties, oneOf }]) => properties === undefined && oneOf === undefined,
  );
  const base64 = Object.values(definitions)
    .flatMap(({ properties = {} }) => Object.values(properties))
    .find(({ pattern }) => pattern !== undefined && isBase64(pattern));
  return [...named, [WRITTEN_OUT_BASE64, base64 ?? {}] as const]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, { type, pattern }]) => [`=${name}`, ...(type ? [type] : []), ...(pattern ? [pattern] : [])].join(" "));
}

function isBase64(pattern: string): boolean {
  return pattern.includes("[0-9a-zA-Z\\+/=]");
}

function line(name: string, of: readonly string[], isResource: boolean): string {
  const base = Object.keys(BASES).find(candidate => BASES[candidate]?.every(field => of.includes(field)));
  const isResourceBase = base === "DomainResource" || base === "Resource";
  if (isResource !== isResourceBase) throw new Error(`${name}: what is a resource does not show by its first fields`);
  const rest = base === undefined ? of : of.filter(field => !BASES[base]?.includes(field));
  return [name, ...(base === undefined ? [] : [`@${base}`]), ...rest].join(" ");
}

function fields(
  name: string,
  { properties = {}, required = [] }: SchemaDefinition,
  all: Hl7Schema["definitions"],
): string[] {
  return Object.entries(properties)
    .filter(
      ([field, { const: constant }]) => !field.startsWith("_") && !(field === "resourceType" && constant === name),
    )
    .map(([field, property]) => {
      const companion = properties[`_${field}`];
      checkCompanion(`${name}.${field}`, property, companion);
      const type = typeName(property.items ?? property, all);
      const isPrimitive = type.startsWith("(") || all[type]?.properties === undefined;
      const mark = companion === undefined && isPrimitive && type !== "ResourceList" ? "=" : ":";
      return `${field}${mark}${type}${property.items ? "*" : ""}${required.includes(field) ? "!" : ""}`;
    });
}

function typeName({ $ref, pattern, type, enum: codes }: SchemaProperty, all: Hl7Schema["definitions"]): string {
  if ($ref !== undefined) return definitionName($ref);
  if (codes !== undefined) return `(${codes.join("|")})`;
  const named = Object.keys(all).find(name => all[name]?.pattern === pattern && all[name]?.type === type);
  if (named !== undefined) return named;
  if (pattern !== undefined && isBase64(pattern)) return WRITTEN_OUT_BASE64;
  throw new Error(`no primitive type has the pattern ${pattern}`);
}

/** What the table leaves out, because it follows from the field, must be so. */
function checkCompanion(place: string, { items }: SchemaProperty, companion: SchemaProperty | undefined): void {
  if (companion === undefined) return;
  const element = items ? companion.items : companion;
  if (element?.$ref !== "#/definitions/Element") throw new Error(`_${place} is not what extends ${place}`);
}
