import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { isObject } from "@tributary/contract-tools/json-pointer";
import type { SourceFile } from "@tributary/contract-tools/source-file";
import { UsageError } from "../run-command.ts";
import { asyncapiEvents } from "./asyncapi-events.ts";
import { readImported, referencesIn, referred } from "./bundle-schema.ts";
import type { Decide } from "./decision.ts";
import { importProblem, placeText } from "./import-problem.ts";
import { registryDocument, registryEvents } from "./registry-events.ts";
import { schemaEvent } from "./schema-event.ts";
import type { SourceEvent } from "./source-event.ts";

/** The events that files describe, and the files, which may refer to one another. */
export interface ReadEvents {
  readonly events: readonly SourceEvent[];
  readonly files: readonly SourceFile[];
}

/** Reads files, and all in folders, as what they are. Throws a `UsageError` about the first that cannot be imported. */
export async function readEvents(paths: readonly string[], decide: Decide): Promise<ReadEvents> {
  const found = paths.flatMap(path => filesAt(path).map(file => ({ file, isAsked: file === path })));
  const sources = found.map(({ file, isAsked }) => ({ source: registryDocument(readImported(file)), isAsked }));
  const files = sources.map(({ source }) => source);
  const events: SourceEvent[] = [];
  for (const { source, isAsked } of sources) {
    const place = { source, pointer: "" };
    const kind = kindOf(source);
    if (kind === undefined && isAsked)
      throw importProblem(place, "this is no AsyncAPI document, JSON Schema or export of an EventBridge schema");
    if (kind === undefined) decide(placeText(place), "left out: it describes no event");
    else if (kind === "asyncapi") events.push(...(await asyncapiEvents(source, files, decide)));
    else if (kind === "registry") events.push(...registryEvents(source, decide));
    else if (!isAsked && isShared(source, files))
      decide(placeText(place), "no event of its own: other schemas refer to it");
    else events.push(schemaEvent(source, decide));
  }
  if (events.length === 0) throw new UsageError(`nothing was written: ${paths.join(", ")} describe no event`);
  return { events, files };
}

/** A file itself, or those in a folder whose names say that they may describe events. */
function filesAt(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new UsageError(`cannot use ${path}: no such file or folder`);
  if (!found.isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.(json|ya?ml)$/.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter(file => !/(^|[/\\])node_modules[/\\]/.test(file))
    .sort();
}

function kindOf({ value }: SourceFile): "asyncapi" | "registry" | "schema" | undefined {
  if (!isObject(value)) return undefined;
  if ("asyncapi" in value) return "asyncapi";
  if ("openapi" in value || "swagger" in value || "x-amazon-events-detail-type" in value) return "registry";
  return ["$schema", "type", "properties", "$ref", "allOf", "anyOf", "oneOf", "$defs", "definitions"].some(
    keyword => keyword in value,
  )
    ? "schema"
    : undefined;
}

/** Whether another file of the import refers to this one. */
function isShared(source: SourceFile, files: readonly SourceFile[]): boolean {
  return files.some(file => file !== source && referencesIn(file).some(([each]) => leadsTo(each, file)));

  function leadsTo(reference: string, file: SourceFile): boolean {
    if (reference.startsWith("#")) return false;
    try {
      return referred({ source: file, pointer: "" }, reference.replace(/#.*/, ""), files).source === source;
    } catch (error) {
      // Said where the reference is followed.
      if (error instanceof UsageError) return false;
      throw error;
    }
  }
}
