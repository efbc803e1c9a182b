import { type MemberTraits, type ModelType, membersOf, type ServiceTable } from "./service-table.ts";

type Write = (element: string, value: unknown) => string;

/**
 * Compiles the writer of a structure's members as XML elements, by the model's types and names: members in the order of the
 * value, without those that the model does not have. Values are as in JSON: blobs in base64, times in seconds or dates.
 * https://smithy.io/2.0/spec/protocol-traits.html#xml-bindings
 */
export function compileXmlWriter(table: ServiceTable): (structure: string) => (value: object) => string {
  const structures = new Map<string, (value: object) => string>();

  const structure = (name: string): ((value: object) => string) => {
    const known = structures.get(name);
    if (known) return known;
    const members = new Map<string, readonly [element: string, write: Write]>();
    const write = (value: object) => {
      let written = "";
      for (const [member, held] of Object.entries(value)) {
        const found = held === undefined || held === null ? undefined : members.get(member);
        if (found) written += found[1](found[0], held);
      }
      return written;
    };
    structures.set(name, write);
    for (const { name: member, type, traits } of membersOf(table, name))
      members.set(member, [traits.xmlName ?? member, compile(type, traits)]);
    return write;
  };

  const compile = (type: ModelType, traits: MemberTraits): Write => {
    if (type.kind === "structure") {
      const within = structure(type.name);
      return (element, value) => inElement(element, within(value as object));
    }
    if (type.kind === "list") return list(compile(type.of, {}), traits);
    if (type.kind === "map") return map(compile(type.of, {}), traits);
    if (type.kind === "timestamp") return (element, value) => inElement(element, dateTime(value));
    return (element, value) => inElement(element, xmlText(String(value)));
  };

  return structure;
}

function list(write: Write, { xmlFlattened, element: name = "member" }: MemberTraits): Write {
  return (element, value) => {
    const each = (value as readonly unknown[]).map(one => write(xmlFlattened ? element : name, one)).join("");
    return xmlFlattened ? each : inElement(element, each);
  };
}

function map(write: Write, { xmlFlattened, key = "key", value: name = "value" }: MemberTraits): Write {
  return (element, value) => {
    const each = Object.entries(value as object)
      .map(([at, held]) => inElement(xmlFlattened ? element : "entry", inElement(key, xmlText(at)) + write(name, held)))
      .join("");
    return xmlFlattened ? each : inElement(element, each);
  };
}

function inElement(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

/** `2026-01-31T10:00:00Z`, with milliseconds where there are any, of seconds; a date, or its text, has them always. */
function dateTime(value: unknown): string {
  if (typeof value !== "number") return value instanceof Date ? value.toISOString() : xmlText(String(value));
  return new Date(value * 1000).toISOString().replace(".000Z", "Z");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what XML cannot hold.
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Text as an element holds it. A carriage return is a reference: a parser would make a line feed of it. */
export function xmlText(text: string): string {
  return text
    .toWellFormed()
    .replace(NOT_XML, "\ufffd")
    .replace(/[<>&"\r]/g, character => `&#${character.charCodeAt(0)};`);
}
