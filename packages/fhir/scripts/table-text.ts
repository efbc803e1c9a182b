import { choiceField, type Hl7Elements } from "./hl7-elements.ts";
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

type Properties = NonNullable<SchemaDefinition["properties"]>;

/** HL7 restricts it where it is written out in a property, and not where its definition is referred to: two types here. */
const WRITTEN_OUT_BASE64 = "base64BinaryText";

/**
 * The schema as lines of text, `Name @Base field field …`. A field is `name:type`, or `name=type` for a primitive that has
 * no companion `_name` of type Element; after the type, `*` says that it is an array and `!` that it is required. A type is
 * a name, or `(a|b)` for a code of a closed list. `name[x]:type|type` is a choice: a field `nameType` for each type, of
 * which at most one may be there. First come the primitive types, `=name type pattern`, then the bases, then everything
 * else in order of name.
 */
export function tableText(
  { definitions, resourceTypes }: Hl7Schema,
  elements: ReadonlyMap<string, Hl7Elements>,
): string {
  const lines = Object.entries(definitions)
    .filter(([, { properties }]) => properties !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, definition]) =>
      line(name, fields(name, definition, elements.get(name) ?? new Map(), definitions), resourceTypes.includes(name)),
    );
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
    .map(([name, { type = "string", pattern }]) =>
      [`=${name}`, type, ...(pattern ? [fromXmlSchema(pattern)] : [])].join(" "),
    );
}

/**
 * HL7's patterns are written in the dialect of XML Schema (w3.org/TR/xmlschema-2/#regexs): \s is space, tab, CR and LF and
 * nothing else, \S every other character of XML, which has no control characters below U+0020 but these three. In
 * JavaScript they would be about the white space of Unicode, and admit control characters.
 */
function fromXmlSchema(pattern: string): string {
  let isInClass = false;
  return pattern.replaceAll("[^\\s]", "\\S").replace(/\\.|[[\]]/g, token => {
    if (token === "[" || token === "]") isInClass = token === "[";
    const characters = { "\\s": " \\t\\r\\n", "\\S": "!-\\uffff" }[token];
    if (characters === undefined) return token;
    return isInClass ? characters : `[${characters}]`;
  });
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
  elements: Hl7Elements,
  all: Hl7Schema["definitions"],
): string[] {
  const left = new Set(Object.keys(properties).filter(field => !field.startsWith("_")));
  if (properties.resourceType?.const === name) left.delete("resourceType");
  const words = [...elements].map(([element, { isRequired, types }]) => {
    const fieldNames = types?.map(type => choiceField(element, type)) ?? [element];
    for (const field of fieldNames) if (!left.delete(field)) throw new Error(`the schema has no ${name}.${field}`);
    if (!isRequired && required.some(field => fieldNames.includes(field)))
      throw new Error(`${name}.${element} is required by the schema alone`);
    const mark = isRequired ? "!" : "";
    return types
      ? `${element}:${choiceTypes(name, element, types, properties, all)}${mark}`
      : `${field(name, element, properties, all)}${mark}`;
  });
  // The schema lets it stand in every nested element, also in those of data types, which have none by their definition.
  if (left.delete("modifierExtension")) words.push(field(name, "modifierExtension", properties, all));
  if (left.size > 0) throw new Error(`no StructureDefinition has ${[...left].map(field => `${name}.${field}`)}`);
  return words;
}

function field(name: string, field: string, properties: Properties, all: Hl7Schema["definitions"]): string {
  const property = properties[field] ?? {};
  checkCompanion(`${name}.${field}`, property, properties[`_${field}`]);
  const type = typeName(property.items ?? property, all);
  const isPrimitive = type.startsWith("(") || all[type]?.properties === undefined;
  // The schema forgot the companions of canonical references, which are primitives like others.
  const isAlone =
    isPrimitive && properties[`_${field}`] === undefined && type !== "canonical" && type !== "ResourceList";
  return `${field}${isAlone ? "=" : ":"}${type}${property.items ? "*" : ""}`;
}

function choiceTypes(
  name: string,
  choice: string,
  types: readonly string[],
  properties: Properties,
  all: Hl7Schema["definitions"],
): string {
  const found = types.map(type => {
    const property = properties[choiceField(choice, type)] ?? {};
    const written = typeName(property, all);
    if (written === type || written === WRITTEN_OUT_BASE64) return written;
    if (all[written]?.pattern === all[type]?.pattern && all[written]?.type === all[type]?.type) return type;
    throw new Error(`${name}.${choice} has another type in the schema than ${type}`);
  });
  return found.join("|");
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
