import { join } from "node:path";
import type { Explain } from "../emit/explain-by.ts";
import { meant, nearest } from "../schema/meant.ts";
import { schemaClosure, schemaSet } from "../schema/schema-closure.ts";
import type { Located, SchemaSet } from "../schema/schema-reference.ts";
import type { ContractModel, SchemaFile } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { isObject, toPointer } from "../source/json-pointer.ts";
import { jsonFiles } from "../source/load-contracts.ts";
import { shippedSchema } from "../source/shipped-schema.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Memory } from "./check-cache.ts";
import { compileSchema } from "./compile-schema.ts";
import { finding } from "./finding.ts";

/**
 * Whether every `x-` extension, in the document and in the schemas, obeys the schema that describes it: `extensions/x-*` of this
 * package, or of the contracts, which add to them and replace those of the same name. They may refer to one another, and to any
 * other schema in such a folder or below it.
 */
export function checkExtensions(model: ContractModel, memory: Memory): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const described = new Map<string, Description>();
  const folders = [shippedSchema("extensions"), join(model.root, "extensions")];
  const files = new Map(
    folders.flatMap(folder => jsonFiles(folder, { recursive: true }).map(path => [path, join(folder, path)])),
  );
  const sources = [...files].sort().map(([path, file]) => ({ path, source: memory.read(file) }));
  const all = sources.map(({ source }) => source);
  for (const { path, source } of sources) {
    const { description, findings } = memory.keep("compiled", source, all, () => compiled(source, all));
    diagnostics.push(...findings);
    if (/^x-[^/\\]*$/.test(path)) described.set(path.replace(/(\.schema)?\.json$/, ""), description);
  }
  const on = [...described].flat();
  for (const file of [model.document, ...model.schemas.map(({ source }) => source)])
    diagnostics.push(...memory.keep("extensions", file, on, () => misused(file, model.document, described)));
  return diagnostics;
}

function misused(file: SourceFile, document: SourceFile, described: ReadonlyMap<string, Description>): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const { name, value, pointer } of extensionsIn(file.value, [])) {
    const description = described.get(name);
    if (!described.has(name)) {
      const word = nearest(name, described.keys());
      // What tools write into schemas is nobody's business, unless it was meant for one of ours.
      if (file !== document && word === undefined) continue;
      const hint = word === undefined ? "" : `; did you mean ${word}?`;
      const fix =
        word === undefined ? `describe it in extensions/${name}.schema.json, or remove it` : `rename it to ${word}`;
      found.push(finding("extension-undescribed", file, pointer, `no schema describes ${name}${hint}`, { fix }));
    } else if (description !== undefined) {
      const { explain, start, schemas } = description;
      for (const violation of explain(value)) {
        const { keyword, pointer: within, message } = violation;
        if (keyword === "if") continue;
        const word = meant(violation, value, start, schemas);
        const hint = word === undefined ? "" : `; did you mean ${word}?`;
        const fix = message.endsWith('"duration"') ? { fix: "write an ISO 8601 duration, such as PT24H" } : {};
        found.push(finding("extension-invalid", file, pointer + within, `${name}${within} ${message}${hint}`, fix));
      }
    }
  }
  return found;
}

/** How an extension is judged; undefined where the schema that describes it is broken. */
type Description = { readonly explain: Explain; readonly start: Located; readonly schemas: SchemaSet } | undefined;

interface CompiledExtension {
  readonly description: Description;
  readonly findings: readonly Diagnostic[];
}

function compiled(source: SourceFile, all: readonly SourceFile[]): CompiledExtension {
  const description = undefined;
  if (source.problems.length > 0) return { description, findings: source.problems };
  const file = schemaFile(source);
  if (file === undefined)
    return { description, findings: [finding("schema-invalid", source, "", "as a schema, must be object")] };
  const others = all.flatMap(each => (each === source ? [] : (schemaFile(each) ?? []))).filter(({ id }) => id !== "");
  const schemas = schemaClosure(file.id, schemaSet([...others, file]));
  const { explain, findings } = compileSchema(file, schemas, { mayLackTypes: true });
  if (explain === undefined) return { description, findings };
  return { description: { explain, start: { schema: file.schema, base: file.id, pointer: "" }, schemas }, findings };
}

const schemaFile = (source: SourceFile): SchemaFile | undefined =>
  isObject(source.value) ? { source, id: String(source.value.$id ?? ""), schema: source.value } : undefined;

function* extensionsIn(
  value: unknown,
  path: readonly (string | number)[],
): Generator<{ name: string; value: unknown; pointer: string }> {
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* extensionsIn(item, [...path, index]);
  if (!isObject(value)) return;
  for (const [name, item] of Object.entries(value)) {
    if (/^x-/.test(name)) yield { name, value: item, pointer: toPointer([...path, name]) };
    // A property of a payload may be called x-something; a schema for it is no extension.
    else if (name === "properties" && isObject(item))
      for (const [key, each] of Object.entries(item)) yield* extensionsIn(each, [...path, name, key]);
    else if (!["const", "enum", "examples", "default"].includes(name)) yield* extensionsIn(item, [...path, name]);
  }
}
