import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Memory, noMemory } from "../check/check-cache.ts";
import { type CheckOptions, inspectContracts } from "../check/check-contracts.ts";
import { schemaClosure, schemaSet } from "../schema/schema-closure.ts";
import type { SchemaSet } from "../schema/schema-reference.ts";
import type { ContractModel, EventModel } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import type { EmissionStore, Emitted } from "./emission-store.ts";
import { emitEventModule, emitEventTypes } from "./emit-event-module.ts";
import { emitOperations } from "./emit-operations.ts";

/** Options of `generateContracts`, besides those of a check. */
export interface GenerateOptions extends Omit<CheckOptions, "graph"> {
  /** Write nothing, only say what is stale. */
  readonly check?: boolean;
  /** Where emitted modules are kept, so that only what changed is emitted again. */
  readonly store?: EmissionStore;
}

/** What `generateContracts` wrote, or with `check` would write. Paths are absolute or relative like `root`. */
export interface Generation {
  readonly diagnostics: readonly Diagnostic[];
  /** Files that differed from what is generated. */
  readonly written: readonly string[];
  /** Modules in `generated/` that nothing generates any more. */
  readonly removed: readonly string[];
  /** How many files are generated in all. */
  readonly total: number;
}

/** Writes `generated/` of a contracts folder, or with `check` only says what is stale. Nothing is written while there are errors. */
export async function generateContracts(root: string, options: GenerateOptions = {}): Promise<Generation> {
  // What is stale is asked where everything is judged; to write, it is enough to understand what is written.
  const { model, diagnostics } = await inspectContracts(root, { ...options, parseWhenNeeded: options.check !== true });
  if (diagnostics.some(({ severity }) => severity === "error"))
    return { diagnostics, written: [], removed: [], total: 0 };
  const files = emitAll(model, options.store ?? new Map(), options.memory ?? noMemory);
  const folder = join(root, "generated");
  const { text: current } = options.memory ?? noMemory;
  const written = [...files].filter(([name, text]) => current(join(folder, name)) !== text).map(([name]) => name);
  const removed = modulesIn(folder).filter(name => !files.has(name));
  if (options.check !== true) {
    mkdirSync(folder, { recursive: true });
    for (const name of written) writeFileSync(join(folder, name), files.get(name) ?? "");
    for (const name of removed) rmSync(join(folder, name));
  }
  const path = (name: string) => join(folder, name);
  return { diagnostics, written: written.map(path), removed: removed.map(path), total: files.size };
}

function emitAll(model: ContractModel, store: EmissionStore, memory: Memory): Map<string, string> {
  const all = schemaSet(model.schemas);
  const files = new Map<string, string>();
  for (const event of model.events) {
    const { schema: file, ...stated } = event;
    const schemas = schemaClosure(file.id, all);
    const statement = JSON.stringify(stated);
    const emitted = memory.keep("emitted", file.source, [statement, ...schemas.values()], () => {
      const text = JSON.stringify([statement, ...schemas]);
      const hash = createHash("sha256").update(text).digest("hex");
      const known = store.get(hash) ?? emitEvent(event, schemas);
      store.set(hash, known);
      return known;
    });
    for (const [name, text] of emitted) files.set(name, text);
  }
  for (const service of [...new Set(model.operations.map(operation => operation.service))].sort()) {
    const { js, dts } = emitOperations(service, model.operations);
    files.set(`${service}.operations.js`, js).set(`${service}.operations.d.ts`, dts);
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function emitEvent(event: EventModel, schemas: SchemaSet): Emitted {
  return new Map([
    [`${event.stem}.js`, emitEventModule(event, schemas)],
    [`${event.stem}.d.ts`, emitEventTypes(event, schemas)],
  ]);
}

/** The modules in a folder; whatever else somebody put there is theirs. */
function modulesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(entry => entry.isFile() && /\.(?:js|d\.ts)$/.test(entry.name))
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
