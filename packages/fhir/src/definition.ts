import { r4Table } from "./r4-table.js";

/** What one field of a definition may hold. */
export interface Field {
  /** A primitive or complex type, or `ResourceList` for any resource. */
  readonly type: string;
  readonly isArray: boolean;
  /** Never of a field of a choice: one of them is, where the choice is. */
  readonly isRequired: boolean;
  /** Set where the type is a code of a closed list. */
  readonly codes?: ReadonlySet<string>;
  /** `_name` for a primitive `name`, and `name` for `_name`: arrays have null where the other one has the element. */
  readonly partner?: string;
  /** Set of the field `_name` beside a primitive `name`. */
  readonly isCompanion?: true;
  /** The choice that it is of, such as `value[x]`: of the fields of a choice at most one may be there. */
  readonly choice?: string;
}

/** The fields of a resource type or of a complex data type, by name; for a resource all but `resourceType`. */
export interface Definition {
  readonly isResource: boolean;
  readonly fields: ReadonlyMap<string, Field>;
  /** The choices of which one field must be there, such as `medication[x]`. */
  readonly requiredChoices: readonly string[];
}

/** A primitive type: its JSON type, and for texts the pattern to match. */
export interface Primitive {
  readonly type: "string" | "number" | "boolean";
  readonly pattern?: string;
}

/** Every line of the table by its first word; split up when a definition is first asked for. */
let lines: ReadonlyMap<string, string> | undefined;

/** The definition of a resource type or complex type; undefined when FHIR R4 has none of that name. */
export function definitionOf(name: string): Definition | undefined {
  const line = /^[A-Z]/.test(name) ? rest(name) : undefined;
  if (line === undefined) return undefined;
  const base = line.startsWith("@") ? (line.split(" ", 1)[0] ?? "") : "";
  const fields = new Map<string, Field>();
  const requiredChoices: string[] = [];
  for (const word of `${rest(base) ?? ""} ${line.slice(base.length)}`.split(" ")) {
    if (word.includes("[x]")) addChoice(fields, requiredChoices, word);
    else if (word !== "") addField(fields, word);
  }
  return { isResource: isResourceBase(base), fields, requiredChoices };
}

/** The primitive type of that name; undefined when it is none. */
export function primitiveOf(name: string): Primitive | undefined {
  const line = rest(`=${name}`);
  if (line === undefined) return undefined;
  const [type, ...pattern] = line.split(" ");
  if (type !== "string" && type !== "number" && type !== "boolean")
    throw new Error(`the table has no type for ${name}`);
  return pattern.length === 0 ? { type } : { type, pattern: pattern.join(" ") };
}

/** The names of all resource types of FHIR R4, sorted. */
export function resourceTypeNames(): readonly string[] {
  return [...allLines()].flatMap(([name, line]) => (isResourceBase(line.split(" ", 1)[0] ?? "") ? [name] : []));
}

function addChoice(fields: Map<string, Field>, requiredChoices: string[], word: string): void {
  const isRequired = word.endsWith("!");
  const mark = word.indexOf(":");
  const choice = word.slice(0, mark);
  const stem = choice.slice(0, -"[x]".length);
  if (isRequired) requiredChoices.push(choice);
  for (const type of word.slice(mark + 1, isRequired ? -1 : undefined).split("|")) {
    const name = stem + (type === "base64BinaryText" ? "Base64Binary" : capitalised(type));
    const field = { type, isArray: false, isRequired: false, choice };
    if (!isPrimitive(type)) fields.set(name, field);
    else {
      fields.set(name, { ...field, partner: `_${name}` });
      fields.set(`_${name}`, { ...field, type: "Element", partner: name, isCompanion: true });
    }
  }
}

function addField(fields: Map<string, Field>, word: string): void {
  const isRequired = word.endsWith("!");
  const isArray = word.endsWith("*", word.length - (isRequired ? 1 : 0));
  const mark = word.search(/[:=]/);
  const name = word.slice(0, mark);
  const type = word.slice(mark + 1, word.length - (isRequired ? 1 : 0) - (isArray ? 1 : 0));
  const codes = type.startsWith("(") ? new Set(type.slice(1, -1).split("|")) : undefined;
  const field = codes ? { type, isArray, isRequired, codes } : { type, isArray, isRequired };
  if (word[mark] !== ":" || !(codes || isPrimitive(type))) fields.set(name, field);
  else {
    fields.set(name, { ...field, partner: `_${name}` });
    fields.set(`_${name}`, { type: "Element", isArray, isRequired: false, partner: name, isCompanion: true });
  }
}

function capitalised(type: string): string {
  return type.charAt(0).toUpperCase() + type.slice(1);
}

function isPrimitive(type: string): boolean {
  return allLines().has(`=${type}`);
}

function isResourceBase(base: string): boolean {
  return base === "@DomainResource" || base === "@Resource";
}

function rest(name: string): string | undefined {
  return allLines().get(name);
}

function allLines(): ReadonlyMap<string, string> {
  lines ??= new Map(
    r4Table.split("\n").map(line => {
      const space = line.indexOf(" ");
      return space < 0 ? [line, ""] : [line.slice(0, space), line.slice(space + 1)];
    }),
  );
  return lines;
}
