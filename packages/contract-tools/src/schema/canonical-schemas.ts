import { basename } from "node:path";
import { readReference } from "@tributary/event-pattern/reference";
import type { JsonSchema, SchemaFile } from "../source/contract-model.ts";
import { toPointer } from "../source/json-pointer.ts";
import type { SourceFile } from "../source/source-file.ts";
import { dialectOf } from "./dialects.ts";
import { mapSubschemas, subschemas } from "./schema-positions.ts";
import { resolveReference, type SchemaSet } from "./schema-reference.ts";

/** A schema file that states an id. */
interface StatedSchema {
  readonly source: SourceFile;
  readonly value: JsonSchema;
  readonly $id: string;
}

/** Where a name leads: into which file, and where in it. */
interface Target {
  readonly id: string;
  readonly pointer: string;
}

/** What the schemas of a folder call one another by. */
interface Names {
  /** Resources, which are files and subschemas with an `$id`, by address. */
  readonly resources: ReadonlyMap<string, Target>;
  /** `<address of the resource>#<anchor>` */
  readonly anchors: ReadonlyMap<string, Target>;
  /** `<address of the file>#<anchor>`, for each dynamic anchor in it. */
  readonly dynamic: ReadonlyMap<string, readonly Target[]>;
}

/**
 * The schemas of a folder with all that JSON Schema lets them call one another by put in one way: ids absolute, and references by
 * the id of a file and a JSON Pointer. Relative ids start from the folder; ids and anchors inside a schema, and references to a
 * file by its name, become pointers; a dynamic reference that can lead to one place only leads there; draft-07 among others in
 * 2020-12 becomes that where it means the same. Every keyword stays where it is. What leads nowhere is left as it is.
 */
export function canonicalSchemas(stated: readonly StatedSchema[]): SchemaFile[] {
  const files = stated.map(({ source, value, $id }) => ({ source, value, id: absoluteId($id, source) }));
  const names = namesIn(files);
  const raw: SchemaSet = new Map(files.map(({ id, value }) => [id, value]));
  const users = usersOf(files, names);
  const newer = amongNewer(files, users);
  return files.map(({ source, value, id }) => ({
    source,
    id,
    schema: canonical(value, id, names, raw, users, newer.has(id)),
  }));
}

interface IdentifiedSchema {
  readonly source: SourceFile;
  readonly value: JsonSchema;
  readonly id: string;
}

const FOLDER = "contracts:/schemas/";

/** The address of a file that is known by its name alone. */
const addressOf = ({ path }: SourceFile) => `${FOLDER}${encodeURIComponent(basename(path))}`;

/** One that is no reference at all stays, to be found. */
function absoluteId($id: string, source: SourceFile): string {
  const [address = ""] = $id.split("#");
  // Without a scheme, the first part of a path has no colon. RFC 3986, section 4.2
  const isReference = /^(?:[a-z][a-z0-9+.-]*:|[^:]*(?:\/|$))/i.test(address);
  return isReference && URL.canParse(address, addressOf(source)) ? new URL(address, addressOf(source)).href : $id;
}

/** The base that references in a subschema start from, and the name that it has there. */
function innerBase({ $id }: JsonSchema, base: string): string {
  if (typeof $id !== "string" || $id.startsWith("#")) return base;
  const [address = ""] = $id.split("#");
  return URL.canParse(address, base) ? new URL(address, base).href : base;
}

function namesIn(files: readonly IdentifiedSchema[]): Names {
  const resources = new Map<string, Target>();
  const anchors = new Map<string, Target>();
  const dynamic = new Map<string, Target[]>();
  for (const { value, id, source } of files) {
    const visit = (schema: JsonSchema, base: string, pointer: string) => {
      const own = pointer === "" ? id : innerBase(schema, base);
      if (own !== base && !resources.has(own)) resources.set(own, { id, pointer });
      const { $anchor, $dynamicAnchor, $id } = schema;
      const old = typeof $id === "string" && /^#[^/]/.test($id) ? $id.slice(1) : undefined;
      for (const name of [$anchor, $dynamicAnchor, old]) {
        if (typeof name === "string") anchors.set(`${own}#${name}`, { id, pointer });
      }
      if (typeof $dynamicAnchor === "string") {
        const key = `${id}#${$dynamicAnchor}`;
        dynamic.set(key, [...(dynamic.get(key) ?? []), { id, pointer }]);
      }
      for (const inner of subschemas(schema)) visit(inner.schema, own, pointer + toPointer(inner.path));
    };
    visit(value, "", "");
    if (!resources.has(addressOf(source))) resources.set(addressOf(source), { id, pointer: "" });
  }
  return { resources, anchors, dynamic };
}

/** Where a reference leads, from a base; a file may also be called by its name in the folder. */
function lookUp(ref: string, base: string, names: Names): Target | undefined {
  const bases = ref === "" || ref.startsWith("#") ? [base] : [base, FOLDER];
  for (const each of bases) {
    const { address: url, fragment: text } = readReference(ref, each);
    const resource = names.resources.get(url);
    if (resource === undefined) continue;
    if (text === undefined) return undefined;
    if (text === "" || text.startsWith("/")) return { id: resource.id, pointer: resource.pointer + text };
    return names.anchors.get(`${url}#${text}`);
  }
  return undefined;
}

/** By file, the files that refer to it, directly or through others. */
function usersOf(files: readonly IdentifiedSchema[], names: Names): ReadonlyMap<string, ReadonlySet<string>> {
  const uses = new Map<string, Set<string>>();
  for (const { value, id } of files) {
    const visit = (schema: JsonSchema, base: string) => {
      const own = schema === value ? id : innerBase(schema, base);
      for (const ref of [schema.$ref, schema.$dynamicRef]) {
        const target = typeof ref === "string" ? lookUp(ref, own, names) : undefined;
        if (target !== undefined && target.id !== id) uses.set(target.id, (uses.get(target.id) ?? new Set()).add(id));
      }
      for (const inner of subschemas(schema)) visit(inner.schema, own);
    };
    visit(value, id);
  }
  for (const { id } of files) {
    const all = uses.get(id) ?? new Set();
    for (const user of all) for (const more of uses.get(user) ?? []) all.add(more);
    uses.set(id, all);
  }
  return uses;
}

/** The files in draft-07 that are used together with others in 2020-12 and mean the same in that. */
function amongNewer(files: readonly IdentifiedSchema[], users: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const groups = new Map(files.map(({ id }) => [id, new Set([id])]));
  for (const [id, all] of users) {
    for (const user of all) {
      const both = new Set([...groups.get(id)!, ...groups.get(user)!]);
      for (const each of both) groups.set(each, both);
    }
  }
  const dialects = new Map(files.map(({ id, value }) => [id, dialectOf(value)]));
  const mixed = files.filter(
    ({ id, value }) => isOlder(value) && [...groups.get(id)!].some(each => dialects.get(each) === NEWER),
  );
  return new Set(mixed.filter(({ value }) => !hasLists(value)).map(({ id }) => id));
}

const NEWER = "https://json-schema.org/draft/2020-12/schema";
const isOlder = (schema: JsonSchema) => dialectOf(schema).includes("draft-07");

/** Whether a schema says anything that the dialects read differently. */
const hasLists = (schema: JsonSchema): boolean =>
  Array.isArray(schema.items) ||
  "additionalItems" in schema ||
  [...subschemas(schema)].some(each => hasLists(each.schema));

const known = new WeakMap<JsonSchema, { readonly text: string; readonly schema: JsonSchema }>();

function canonical(
  value: JsonSchema,
  id: string,
  names: Names,
  raw: SchemaSet,
  users: ReadonlyMap<string, ReadonlySet<string>>,
  isAmongNewer: boolean,
): JsonSchema {
  const isOld = isOlder(value);
  let isChanged =
    isAmongNewer || (value.$id !== id && typeof value.$id === "string" && value.$id.replace(/#$/, "") !== id);
  const visit = (schema: JsonSchema, base: string, isRoot: boolean): JsonSchema => {
    const own = isRoot ? id : innerBase(schema, base);
    const inner = mapSubschemas(schema, each => visit(each, own, false));
    const { $id, $ref, $dynamicRef, ...rest } = inner;
    const ref = typeof $ref === "string" ? canonicalRef($ref, own, id) : $ref;
    const led = typeof $dynamicRef === "string" && $ref === undefined ? onlyTarget($dynamicRef, own) : undefined;
    const isDropped = !isRoot && typeof $id === "string";
    if (ref !== $ref || led !== undefined || isDropped) isChanged = true;
    return {
      ...(isRoot ? { $id: id } : isDropped || $id === undefined ? {} : { $id }),
      ...(ref === undefined ? {} : { $ref: ref }),
      ...(led !== undefined ? { $ref: led } : $dynamicRef === undefined ? {} : { $dynamicRef }),
      ...rest,
    };
  };

  const canonicalRef = (ref: string, base: string, from: string): string => {
    const target = lookUp(ref, base, names);
    if (target === undefined) return ref;
    const plain = resolveReference(raw, from, ref);
    if (plain !== undefined && plain.base === target.id && plain.pointer === target.pointer) return ref;
    return written(target, from);
  };

  const onlyTarget = (ref: string, base: string): string | undefined => {
    const target = lookUp(ref, base, names);
    if (target === undefined || isOld) return undefined;
    const anchor = readReference(ref, base).fragment ?? "";
    const own = names.dynamic.get(`${target.id}#${anchor}`) ?? [];
    // One that names no dynamic anchor is as good as a reference.
    if (!own.some(({ pointer }) => pointer === target.pointer)) return written(target, id);
    const others = [...(users.get(target.id) ?? [])].filter(
      user => user !== target.id && names.dynamic.has(`${user}#${anchor}`),
    );
    return own.length > 1 || others.length > 0 ? undefined : written(target, id);
  };

  const visited = visit(value, id, true);
  const made = isAmongNewer ? { ...visited, $schema: NEWER } : visited;
  if (!isChanged) return value;
  // Whoever remembers what was found of a schema knows it by identity.
  const text = JSON.stringify(made);
  const before = known.get(value);
  if (before?.text === text) return before.schema;
  known.set(value, { text, schema: made });
  return made;
}

const written = ({ id, pointer }: Target, from: string): string =>
  `${id === from ? "" : id}${id === from || pointer !== "" ? "#" : ""}${encodeURI(pointer).replaceAll("#", "%23")}`;
