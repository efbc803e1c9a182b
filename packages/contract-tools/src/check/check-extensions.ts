import { join } from "node:path";
import { isNear } from "@tributary/event-pattern/proof/is-near";
import type { Explain } from "../emit/explain-by.ts";
import { schemaClosure, schemaSet } from "../schema/schema-closure.ts";
import type { ContractModel, SchemaFile } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { isObject, toPointer } from "../source/json-pointer.ts";
import { jsonFiles } from "../source/load-contracts.ts";
import { shippedSchema } from "../source/shipped-schema.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Memory } from "./check-cache.ts";
import { type CompiledSchema, compileSchema } from "./compile-schema.ts";
import { finding } from "./finding.ts";

/**
 * Whether every `x-` extension, in the document and in the schemas, obeys the schema that describes it: `extensions/x-*` of this
 * package, or of the contracts, which add to them and replace those of the same name. They may refer to one another, and to any
 * other schema in such a folder or below it.
 */
export function checkExtensions(model: ContractModel, memory: Memory): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const described = new Map<string, Explain | undefined>();
  const folders = [shippedSchema("extensions"), join(model.root, "extensions")];
  const files = new Map(
    folders.flatMap(folder => jsonFiles(folder, { recursive: true }).map(path => [path, join(folder, path)])),
  );
  const sources = [...files].sort().map(([path, file]) => ({ path, source: memory.read(file) }));
  const all = sources.map(({ source }) => source);
  for (const { path, source } of sources) {
    const { explain, findings } = memory.keep("compiled", source, all, () => compiled(source, all));
    diagnostics.push(...findings);
    if (/^x-[^/\\]*$/.test(path)) described.set(path.replace(/(\.schema)?\.json$/, ""), explain);
  }
  const on = [...described].flat();
  for (const file of [model.document, ...model.schemas.map(({ source }) => source)])
    diagnostics.push(...memory.keep("extensions", file, on, () => misused(file, model.document, described)));
  return diagnostics;
}

function misused(
  file: SourceFile,
  document: SourceFile,
  described: ReadonlyMap<string, Explain | undefined>,
): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const { name, value, pointer } of extensionsIn(file.value, [])) {
    const explain = described.get(name);
    if (!described.has(name)) {
      // What tools write into schemas is nobody's business, unless it was meant for one of ours.
      const isHarmless = file !== document && ![...described.keys()].some(each => isNear(name, each));
      if (isHarmless) continue;
      const fix = `describe it in extensions/${name}.schema.json, or remove it`;
      found.push(finding("extension-undescribed", file, pointer, `no schema describes ${name}`, { fix }));
    } else if (explain !== undefined) {
      for (const { keyword, pointer: within, message } of explain(value)) {
        if (keyword === "if") continue;
        found.push(finding("extension-invalid", file, pointer + within, `${name}${within} ${message}`));
      }
    }
  }
  return found;
}

function compiled(source: SourceFile, all: readonly SourceFile[]): CompiledSchema {
  if (source.problems.length > 0) return { findings: source.problems };
  const file = schemaFile(source);
  if (file === undefined) return { findings: [finding("schema-invalid", source, "", "as a schema, must be object")] };
  const others = all.flatMap(each => (each === source ? [] : (schemaFile(each) ?? []))).filter(({ id }) => id !== "");
  return compileSchema(file, schemaClosure(file.id, schemaSet([...others, file])), { mayLackTypes: true });
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
