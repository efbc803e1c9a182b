import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CheckOptions, inspectContracts } from "./check-contracts.ts";
import type { ContractModel } from "./contract-model.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { emitEventModule, emitEventTypes } from "./emit-event-module.ts";
import { emitOperations } from "./emit-operations.ts";
import { schemaClosure, schemaSet } from "./schema-closure.ts";

/** Emitted event modules by the hash of what they were emitted from; keep one to redo only what changed. */
export type EmissionCache = Map<string, ReadonlyMap<string, string>>;

/** What `generateContracts` did, or with `check` what it would do. Paths are absolute or as `root` is. */
export interface Generation {
  readonly diagnostics: readonly Diagnostic[];
  /** Files that differed from what is generated. */
  readonly written: readonly string[];
  /** Files in `generated/` that nothing generates any more. */
  readonly removed: readonly string[];
  /** How many files are generated in all. */
  readonly total: number;
}

/** Writes `generated/` of a contracts folder, or with `check` only says what is stale. Nothing is written while there are errors. */
export async function generateContracts(
  root: string,
  options: Omit<CheckOptions, "graph"> & { check?: boolean; cache?: EmissionCache } = {},
): Promise<Generation> {
  const { model, diagnostics } = await inspectContracts(root, options);
  if (diagnostics.some(({ severity }) => severity === "error"))
    return { diagnostics, written: [], removed: [], total: 0 };
  const files = await emitAll(model, options.cache ?? new Map());
  const folder = join(root, "generated");
  const written = [...files].filter(([name, text]) => readIfThere(join(folder, name)) !== text).map(([name]) => name);
  const removed = filesIn(folder).filter(name => !files.has(name));
  if (options.check !== true) {
    mkdirSync(folder, { recursive: true });
    for (const name of written) writeFileSync(join(folder, name), files.get(name) ?? "");
    for (const name of removed) rmSync(join(folder, name));
  }
  const path = (name: string) => join(folder, name);
  return { diagnostics, written: written.map(path), removed: removed.map(path), total: files.size };
}

async function emitAll(model: ContractModel, cache: EmissionCache): Promise<Map<string, string>> {
  const all = schemaSet(model.schemas);
  const files = new Map<string, string>();
  for (const event of model.events) {
    const { schema: file, ...stated } = event;
    const schemas = schemaClosure(file.id, all);
    const hash = createHash("sha256")
      .update(JSON.stringify([stated, ...schemas]))
      .digest("hex");
    const emitted =
      cache.get(hash) ??
      new Map([
        [`${event.stem}.js`, emitEventModule(event, schemas)],
        [`${event.stem}.d.ts`, await emitEventTypes(event, schemas)],
      ]);
    cache.set(hash, emitted);
    for (const [name, text] of emitted) files.set(name, text);
  }
  for (const service of [...new Set(model.operations.map(operation => operation.service))].sort()) {
    const { js, dts } = emitOperations(service, model.operations);
    files.set(`${service}.operations.js`, js).set(`${service}.operations.d.ts`, dts);
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
