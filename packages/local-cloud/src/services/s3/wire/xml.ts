import { XMLBuilder, XMLParser } from "fast-xml-parser";
import { malformedXml } from "../errors.ts";

/** Lists that S3 writes as repeated elements: element name to API member. */
const lists: Readonly<Record<string, string>> = {
  Rule: "Rules",
  Transition: "Transitions",
  NoncurrentVersionTransition: "NoncurrentVersionTransitions",
  Object: "Objects",
  Part: "Parts",
};
const elements = Object.fromEntries(Object.entries(lists).map(([element, member]) => [member, element]));

const parser = new XMLParser({ ignoreAttributes: true, parseTagValue: false, trimValues: false, htmlEntities: true });
const builder = new XMLBuilder({ ignoreAttributes: false, suppressEmptyNode: false });

/** The content of an XML document's root element, with lists as the API names them. Values stay text. */
export function readXml(body: Uint8Array): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = parser.parse(Buffer.from(body), true);
  } catch (cause) {
    throw malformedXml(cause);
  }
  const roots = Object.entries(parsed as object).filter(([name]) => !name.startsWith("?"));
  if (roots.length !== 1) throw malformedXml();
  const content = fromElements(roots[0]?.[1]);
  if (typeof content === "string") return {};
  return content as Record<string, unknown>;
}

/** A document with the root given; arrays become repeated elements, absent members are left out. */
export function writeXml(root: string, content: unknown): string {
  const namespaced = { "@_xmlns": "http://s3.amazonaws.com/doc/2006-03-01/", ...(toElements(content) as object) };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ [root]: namespaced })}`;
}

/** A document without namespace, for errors. */
export function writeErrorXml(content: Readonly<Record<string, unknown>>): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ Error: content })}`;
}

function fromElements(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromElements);
  if (typeof value !== "object" || value === null) return value;
  const members: Record<string, unknown> = {};
  for (const [element, held] of Object.entries(value)) {
    if (element === "#text") continue; // White space between elements.
    const list = lists[element];
    members[list ?? element] = list ? [held].flat().map(fromElements) : fromElements(held);
  }
  return members;
}

function toElements(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(toElements);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([, held]) => held !== undefined);
  return Object.fromEntries(members.map(([member, held]) => [elements[member] ?? member, toElements(held)]));
}
