import { XMLParser } from "fast-xml-parser";
import { type MemberTraits, type ModelType, membersOf, type ServiceTable } from "./service-table.ts";

/** A document that is not well formed, or that is not of the model. */
export class XmlMismatch extends Error {
  override readonly name = "XmlMismatch";
}

/** Reads the value of an element, as the parser has it: a text, or an object by element and attribute. */
type Read = (element: unknown) => unknown;

const ATTRIBUTE = "@";
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: ATTRIBUTE,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  htmlEntities: true,
});

/**
 * Compiles the reader of a document whose root is a structure, by the model's types and names: numbers, truth values and dates
 * are read, other values than their types refused with `XmlMismatch`, elements that the model does not have left out.
 * https://smithy.io/2.0/spec/protocol-traits.html#xml-bindings
 */
export function compileXmlReader(table: ServiceTable): (structure: string) => (body: Uint8Array) => object {
  const structures = new Map<string, Read>();

  const structure = (name: string): Read => {
    const known = structures.get(name);
    if (known) return known;
    const members: (readonly [member: string, element: string, read: Read])[] = [];
    const read: Read = element => {
      if (typeof element === "string" ? element.trim() !== "" : Array.isArray(element)) throw new XmlMismatch(name);
      const value: Record<string, unknown> = {};
      if (typeof element === "string") return value;
      for (const [member, at, readMember] of members) {
        const held = (element as Readonly<Record<string, unknown>>)[at];
        if (held !== undefined) value[member] = readMember(held);
      }
      return value;
    };
    structures.set(name, read);
    for (const { name: member, type, traits } of membersOf(table, name)) {
      const element = traits.xmlName ?? member;
      members.push([member, traits.xmlAttribute ? `${ATTRIBUTE}${element}` : element, compile(type, traits)]);
    }
    return read;
  };

  const compile = (type: ModelType, traits: MemberTraits): Read => {
    if (type.kind === "structure") return structure(type.name);
    if (type.kind === "list") return list(compile(type.of, {}), traits);
    return element => scalar(textOf(element), type);
  };

  return name => {
    const read = structure(name);
    return body => read(rootOf(body)) as object;
  };
}

function list(read: Read, { xmlFlattened, element: name = "member" }: MemberTraits): Read {
  const all: Read = elements => [elements].flat().map(read);
  if (xmlFlattened) return all;
  return element => {
    if (typeof element === "string" && element.trim() === "") return [];
    if (typeof element !== "object" || element === null || Array.isArray(element)) throw new XmlMismatch(name);
    const held = (element as Readonly<Record<string, unknown>>)[name];
    return held === undefined ? [] : all(held);
  };
}

/** The text of an element; elements within are not for it. */
function textOf(element: unknown): string {
  if (typeof element === "string") return element;
  if (typeof element !== "object" || element === null || Array.isArray(element)) throw new XmlMismatch("a text");
  const entries = Object.entries(element).filter(([name]) => !name.startsWith(ATTRIBUTE));
  if (entries.some(([name]) => name !== "#text")) throw new XmlMismatch("a text");
  return String(entries[0]?.[1] ?? "");
}

function scalar(text: string, { kind }: ModelType): unknown {
  const trimmed = text.trim();
  if (kind === "number") {
    if (!/^[+-]?\d+(\.\d+)?$/.test(trimmed)) throw new XmlMismatch(kind);
    return Number(trimmed);
  }
  if (kind === "boolean") {
    if (trimmed !== "true" && trimmed !== "false") throw new XmlMismatch(kind);
    return trimmed === "true";
  }
  if (kind !== "timestamp") return text;
  const date = new Date(trimmed);
  if (Number.isNaN(date.getTime())) throw new XmlMismatch(kind);
  return date;
}

function rootOf(body: Uint8Array): unknown {
  let parsed: object;
  try {
    parsed = parser.parse(Buffer.from(body), true) as object;
  } catch (cause) {
    throw new XmlMismatch("a document", { cause });
  }
  const roots = Object.entries(parsed).filter(([name]) => !name.startsWith("?"));
  if (roots.length !== 1) throw new XmlMismatch("one root");
  return roots[0]?.[1];
}
