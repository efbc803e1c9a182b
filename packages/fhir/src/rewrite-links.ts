import { type Definition, definitionOf } from "./definition.ts";

/** Where a link is: in `Reference.reference`, in an element of type uri, url, oid or uuid, or in a narrative. */
export type LinkPlace = "reference" | "uri" | "narrative";

/** What a link becomes; itself when it stays. */
export type RewriteLink = (link: string, place: LinkPlace) => string;

/** What a field may hold: a link itself, a narrative, or an object of a type with links in it. */
type Holder = { readonly place: LinkPlace } | { readonly type: string };

/** Objects within objects; what nests deeper is no valid resource. */
const MAX_DEPTH = 256;
const LINK_TYPES = ["uri", "url", "oid", "uuid"];
/** Elements of type uri that name something and link to nothing: `Coding.system`, `Extension.url`, a definition's own `url`. */
const NAMES = ["system", "url", "fixedUri", "patternUri"];

const holders = new Map<string, ReadonlyMap<string, Holder>>();

/**
 * The resource with every link in it rewritten, in contained resources too: a copy where something changes, else the same
 * object. Links are what the rules of transactions replace (https://hl7.org/fhir/R4/http.html#trules): no canonical, and no
 * text that only looks like one. A Bundle in a resource resolves its own.
 */
export function rewriteLinks<Value>(resource: Value, rewrite: RewriteLink): Value {
  return rewriteResource(resource, rewrite, 0) as Value;
}

function rewriteResource(value: unknown, rewrite: RewriteLink, depth: number): unknown {
  if (typeof value !== "object" || value === null || !("resourceType" in value)) return value;
  const { resourceType } = value;
  if (typeof resourceType !== "string" || resourceType === "Bundle") return value;
  return rewriteObject(value, resourceType, rewrite, depth);
}

function rewriteObject(value: unknown, type: string, rewrite: RewriteLink, depth: number): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value) || depth > MAX_DEPTH) return value;
  const known = holdersOf(type);
  let copy: Record<string, unknown> | undefined;
  for (const name of Object.keys(value)) {
    const holder = known.get(name);
    if (holder === undefined) continue;
    const held = (value as Record<string, unknown>)[name];
    const changed = Array.isArray(held)
      ? rewriteList(held, holder, rewrite, depth)
      : rewriteOne(held, holder, rewrite, depth);
    if (changed !== held) copy = { ...(copy ?? value), [name]: changed };
  }
  return copy ?? value;
}

function rewriteList(
  list: readonly unknown[],
  holder: Holder,
  rewrite: RewriteLink,
  depth: number,
): readonly unknown[] {
  const copy = list.map(item => rewriteOne(item, holder, rewrite, depth));
  return copy.every((item, at) => item === list[at]) ? list : copy;
}

function rewriteOne(value: unknown, holder: Holder, rewrite: RewriteLink, depth: number): unknown {
  if ("type" in holder)
    return holder.type === "ResourceList"
      ? rewriteResource(value, rewrite, depth + 1)
      : rewriteObject(value, holder.type, rewrite, depth + 1);
  if (typeof value !== "string") return value;
  return holder.place === "narrative" ? rewriteNarrative(value, rewrite) : rewrite(value, holder.place);
}

function holdersOf(type: string): ReadonlyMap<string, Holder> {
  const known = holders.get(type);
  if (known) return known;
  const definition = definitionOf(type);
  if (definition === undefined) return new Map();
  const made = readHolders(type, definition);
  holders.set(type, made);
  return made;
}

function readHolders(name: string, { fields }: Definition): ReadonlyMap<string, Holder> {
  const found = new Map<string, Holder>();
  for (const [field, { type }] of fields) {
    if (name === "Reference" && field === "reference") found.set(field, { place: "reference" });
    else if (type === "xhtml") found.set(field, { place: "narrative" });
    else if (isLink(field, type)) found.set(field, { place: "uri" });
    else if (/^[A-Z]/.test(type)) found.set(field, { type });
  }
  return found;
}

/** HL7's schema makes one type of canonical, uri and url where an element may be of several: `valueUri` tells by its name. */
function isLink(field: string, type: string): boolean {
  if (NAMES.includes(field) && type !== "url") return false;
  return LINK_TYPES.includes(type) || (type === "canonical" && /(Uri|Url)$/.test(field));
}

/** What holds no tags, by how it begins and ends. */
const OPAQUE = [
  ["<!--", "-->"],
  ["<![CDATA[", "]]>"],
] as const;
/** The start tag of a link or an image, to the last of its attributes. */
const TAG = /<(a|img)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))+)/y;
const ATTRIBUTE = /(\s+([\w:.-]+)\s*=\s*)(?:"([^"<]*)"|'([^'<]*)')/g;
const LINKING = { a: "href", img: "src" };

/** XHTML with `a/@href` and `img/@src` rewritten. */
function rewriteNarrative(xhtml: string, rewrite: RewriteLink): string {
  let done = "";
  let at = 0;
  for (let start = xhtml.indexOf("<"); start >= 0; start = xhtml.indexOf("<", Math.max(at, start + 1))) {
    const [opening, closing] = OPAQUE.find(([begin]) => xhtml.startsWith(begin, start)) ?? [];
    if (opening !== undefined) {
      const end = xhtml.indexOf(closing ?? "", start + opening.length);
      if (end < 0) break;
      start = end;
      continue;
    }
    TAG.lastIndex = start;
    const [text, tag, attributes] = TAG.exec(xhtml) ?? [];
    if (text === undefined || attributes === undefined) continue;
    done += `${xhtml.slice(at, start)}<${tag}${rewriteAttributes(attributes, LINKING[tag as "a" | "img"], rewrite)}`;
    at = start + text.length;
  }
  return done + xhtml.slice(at);
}

function rewriteAttributes(attributes: string, linking: string, rewrite: RewriteLink): string {
  return attributes.replace(
    ATTRIBUTE,
    (whole: string, start: string, name: string, double?: string, single?: string) => {
      if (name !== linking) return whole;
      const link = decode(double ?? single ?? "");
      const next = rewrite(link, "narrative");
      return next === link ? whole : `${start}"${encode(next)}"`;
    },
  );
}

function decode(text: string): string {
  return text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function encode(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
