import { existsSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import type { JsonSchema } from "@tributary/contract-tools/contract-model";
import { isObject, toPointer, valueAt } from "@tributary/contract-tools/json-pointer";
import { mapSubschemas, schemasIn } from "@tributary/contract-tools/schema-positions";
import { readSourceFile, type SourceFile } from "@tributary/contract-tools/source-file";
import type { Decide } from "./decision.ts";
import { importProblem, type Place, placeText } from "./import-problem.ts";
import { modernSchema, nullable } from "./modern-schema.ts";
import type { Dialect } from "./schema-dialect.ts";

/** What a schema refers to may be in the files imported with it, by path and by `$id`. */
export type Files = readonly SourceFile[];

/** A schema with everything that it refers to, in the words of 2020-12: `data` is the schema itself. */
export type Definitions = Readonly<Record<string, unknown>>;

/** Gathers a schema and what it refers to, in its own file or others, under names of their own. */
export function bundleSchema(start: Place, dialect: Dialect, files: Files, decide: Decide): Definitions {
  const names = new Map<string, string>();
  const definitions: Record<string, unknown> = {};
  const waiting: [name: string, place: Place][] = [];
  const define = (place: Place, wish: string): string => {
    const known = names.get(placeText(place));
    if (known !== undefined) return known;
    const name = free(wish, new Set(names.values()));
    names.set(placeText(place), name);
    waiting.push([name, place]);
    return name;
  };
  define(behindReferences(start, files), "data");
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const [name, place] = next;
    const schema = schemaAt(place);
    definitions[name] = isObject(schema) ? converted(schema, place) : schema;
  }
  return definitions;

  function converted(schema: JsonSchema, place: Place): JsonSchema {
    const { source, pointer } = place;
    const modern = modernSchema(schema, dialect, (keyword, message) =>
      decide(placeText({ source, pointer: keyword === "" ? pointer : `${pointer}${toPointer([keyword])}` }), message),
    );
    const { $ref } = modern;
    for (const keyword of ["$dynamicRef", "$recursiveRef"])
      if (keyword in schema)
        throw importProblem({ source, pointer: `${pointer}/${keyword}` }, `${keyword} cannot be imported`);
    const placed = mapSubschemas(modern, (inner, keyword, key) => {
      const path = ["", undefined].includes(key) ? [keyword] : [keyword, key];
      return converted(inner, { source, pointer: pointer + toPointer(writtenPath(schema, path)) });
    });
    if (typeof $ref !== "string")
      return dialect === "openapi-3.0" && schema.nullable === true ? nullable(placed) : placed;
    const target = behindReferences({ source, pointer }, files);
    return { ...placed, $ref: `#${toPointer(["$defs", define(target, nameOf(target))])}` };
  }
}

/** Where the original has what the modern schema has under another keyword. */
function writtenPath(schema: JsonSchema, [keyword = "", ...rest]: readonly string[]): readonly string[] {
  if (keyword in schema && !(keyword === "items" && Array.isArray(schema.items))) return [keyword, ...rest];
  const older = { prefixItems: "items", items: "additionalItems", dependentSchemas: "dependencies" }[keyword];
  return [older ?? keyword, ...rest];
}

function schemaAt(place: Place): JsonSchema | boolean {
  const value = valueAt(place.source.value, place.pointer);
  if (isObject(value) || typeof value === "boolean") return value;
  throw importProblem(place, "there is no schema here");
}

/** The place that a chain of references ends at. */
function behindReferences(start: Place, files: Files): Place {
  const seen = new Set<string>();
  let place = start;
  for (;;) {
    const value = valueAt(place.source.value, place.pointer);
    if (!isObject(value) || typeof value.$ref !== "string") return place;
    if (seen.has(placeText(place)))
      throw importProblem({ ...start, pointer: `${start.pointer}/$ref` }, "this $ref refers back to itself");
    seen.add(placeText(place));
    // One that says more than where it refers to is a schema of its own.
    if (place !== start && Object.keys(value).length > 1) return place;
    place = referred(place, value.$ref, files);
  }
}

/** What a reference in a schema refers to. */
export function referred(from: Place, reference: string, files: Files): Place {
  const [address = "", fragment = ""] = reference.split("#", 2);
  const at = { source: from.source, pointer: `${from.pointer}/$ref` };
  const source = address === "" ? from.source : otherFile(from.source, address, files, at);
  const pointer = fragment === "" || fragment.startsWith("/") ? decoded(fragment) : anchored(source, fragment);
  if (pointer !== undefined && valueAt(source.value, pointer) !== undefined) return { source, pointer };
  throw importProblem(at, `${JSON.stringify(reference)} refers to nothing`);
}

function otherFile(from: SourceFile, address: string, files: Files, at: Place): SourceFile {
  const base = idOf(from);
  const absolute = URL.canParse(address, base) ? new URL(address, base).href : undefined;
  const named = files.find(each => absolute !== undefined && idOf(each) === absolute);
  if (named !== undefined) return named;
  if (/^[a-z][a-z0-9+.-]*:/i.test(address))
    throw importProblem(at, `${address} is not fetched: import the file that has this $id as well`);
  const path = pathBehind(from, address);
  const known = files.find(each => join(each.path) === path);
  if (known !== undefined) return known;
  assertBeside(path, files, at);
  if (!existsSync(path)) throw importProblem(at, `there is no file ${path}`);
  return readImported(path);
}

function pathBehind(from: SourceFile, address: string): string {
  const path = decoded(address) ?? address;
  return isAbsolute(path) ? path : join(dirname(from.path), path);
}

/** Each reference in a document, and its place. */
export function* referencesIn(source: SourceFile, value = source.value, pointer = ""): Generator<[string, Place]> {
  if (typeof value !== "object" || value === null) return;
  if ("$ref" in value && typeof value.$ref === "string") yield [value.$ref, { source, pointer: `${pointer}/$ref` }];
  for (const [key, inner] of Object.entries(value)) yield* referencesIn(source, inner, pointer + toPointer([key]));
}

/** Refuses a document that leads, by way of files beside it or at once, to a file that `referred` would refuse. */
export function assertLeadsBeside(start: SourceFile, files: Files): void {
  const seen = new Set([start.path]);
  const waiting = [start];
  for (const source of waiting)
    for (const [reference, at] of referencesIn(source)) {
      const address = reference.replace(/#.*/s, "");
      if (/^file:/i.test(address)) otherFile(source, address, files, at);
      const path = pathBehind(source, address);
      if (address === "" || URL.canParse(address) || seen.has(path)) continue;
      seen.add(path);
      assertBeside(path, files, at);
      if (existsSync(path)) waiting.push(readImported(path));
    }
}

function assertBeside(path: string, files: Files, at: Place): void {
  if (files.some(file => join(file.path) === path) || isBeside(path, files)) return;
  throw importProblem(at, `${path} is outside the folders of the imported files: import a folder that has both`);
}

/** Whether a path leads, links followed, into the folder of an imported file: others may hold what nobody meant to publish. */
function isBeside(path: string, files: Files): boolean {
  return files.some(file => {
    const folder = dirname(file.path);
    if (!isWithin(resolve(folder), resolve(path))) return false;
    return !existsSync(path) || isWithin(realpathSync(folder), realpathSync(path));
  });
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** A file that can be read. Throws a `UsageError` that says where it cannot. */
export function readImported(path: string): SourceFile {
  const source = readSourceFile(path);
  const [problem] = source.problems;
  if (problem === undefined) return source;
  throw importProblem({ source: { ...source, at: () => problem }, pointer: "" }, problem.message);
}

/** The address of a file, without its fragment. */
function idOf({ value }: SourceFile): string | undefined {
  const stated = isObject(value) ? (value.$id ?? value.id) : undefined;
  return typeof stated === "string" && URL.canParse(stated) ? stated.replace(/#.*$/, "") : undefined;
}

/** The place of a schema with an anchor, as any draft writes it. */
function anchored({ value }: SourceFile, anchor: string): string | undefined {
  if (!isObject(value)) return undefined;
  const found = schemasIn(value).find(
    ({ schema }) => schema.$anchor === anchor || [schema.$id, schema.id].includes(`#${anchor}`),
  );
  return found && toPointer(found.path);
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** The last name on the way to a schema, or that of its file. */
function nameOf({ source, pointer }: Place): string {
  const last = pointer.split("/").at(-1) ?? "";
  const file =
    source.path
      .split("/")
      .at(-1)
      ?.replace(/(\.schema)?\.(json|ya?ml)$/, "") ?? "";
  const name = (last === "" ? file : last).replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "");
  return name === "" ? "part" : name;
}

function free(wish: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? wish : `${wish}-${number}`;
    if (!taken.has(name)) return name;
  }
}
