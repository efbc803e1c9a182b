import { readdirSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { ofRule } from "../check/rule-catalogue.ts";
import { isEnveloped } from "../schema/bare-schema.ts";
import { canonicalSchemas } from "../schema/canonical-schemas.ts";
import type { ContractModel, EventModel, OperationModel, SchemaFile } from "./contract-model.ts";
import { stemOf } from "./contract-model.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { isObject, toPointer, valueAt } from "./json-pointer.ts";
import { othersName } from "./others-name.ts";
import { METADATA, shippedSchema } from "./shipped-schema.ts";
import { readSourceFile, type SourceFile } from "./source-file.ts";

/** The contracts of a folder as far as they could be read, with the findings about the rest. */
export interface LoadedContracts {
  readonly model: ContractModel;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads `asyncapi.yaml` and `schemas/*.json` of a contracts folder; schemas may also refer to the metadata that this package
 * ships. A part that cannot be understood is left out of the
 * model and reported; a missing `asyncapi.yaml` throws what the file system says.
 */
export function loadContracts(root: string, read: (path: string) => SourceFile = readSourceFile): LoadedContracts {
  const document = read(join(root, "asyncapi.yaml"));
  const diagnostics: Diagnostic[] = [...document.problems];
  const schemas = readSchemas(join(root, "schemas"), read, diagnostics);
  const byPath = new Map(schemas.map(file => [resolve(file.source.path), file]));
  const byId = new Map(schemas.map(({ id, schema }) => [id, schema]));
  const events = new Map<string, EventModel>();
  const report = (rule: string, pointer: string, message: string, fix?: string) =>
    diagnostics.push({
      ...ofRule(rule),
      file: document.path,
      ...document.at(pointer),
      pointer,
      message,
      ...(fix === undefined ? {} : { fix }),
    });

  const claimChecked = claimCheckedChannels(document);
  const sent = sentChannels(document);
  for (const [id, channel] of entries(document, "/channels")) {
    const pointer = toPointer(["channels", id]);
    const bridge = channel["x-eventbridge"];
    if (!isObject(bridge)) {
      report(
        "channel-without-eventbridge",
        pointer,
        "the channel has no x-eventbridge",
        "add x-eventbridge with bus, source and detailType",
      );
      continue;
    }
    const { bus, source, detailType } = bridge;
    if (typeof bus !== "string" || typeof source !== "string" || typeof detailType !== "string") continue;
    const isSent = sent.has(pointer);
    const { name, version } = ownName(detailType) ?? (isSent ? undefined : othersName(detailType)) ?? {};
    if (isSent && name === undefined)
      report(
        "extension-invalid",
        `${pointer}/x-eventbridge/detailType`,
        `x-eventbridge/detailType must match pattern "${OWN.source}"`,
        "write it as a name and a version, such as PatientMerged.v1",
      );
    if (name === undefined || version === undefined) continue;
    const { ref, schema } = payloadSchema(document, channel, byPath);
    // A reference to a file that is not there, or is unreadable, is reported where it is read.
    if (schema === undefined && ref?.startsWith("./schemas/")) continue;
    if (schema === undefined) {
      report(
        "channel-without-schema",
        pointer,
        "no message of the channel has a payload that refers to a file in schemas/",
        "give its message payload: { $ref: ./schemas/<stem>.schema.json }",
      );
      continue;
    }
    events.set(pointer, {
      name,
      version,
      detailType,
      stem: stemOf(`${name}.v${version}`),
      source,
      bus,
      schema,
      ...(isSent || isEnveloped(schema, byId) ? {} : { bare: true as const }),
      ...(claimChecked.has(pointer) ? { claimCheck: true } : {}),
      pointer,
    });
  }

  const operations: OperationModel[] = [];
  for (const [id, operation] of entries(document, "/operations")) {
    const pointer = toPointer(["operations", id]);
    const ref = isObject(operation.channel) ? operation.channel.$ref : undefined;
    const event = typeof ref === "string" && ref.startsWith("#") ? events.get(ref.slice(1)) : undefined;
    const { action, "x-service": service, "x-delivery": delivery, "x-eventbridge": bridge } = operation;
    if (typeof service !== "string" || !/^[\w-]+$/.test(service)) {
      report(
        "operation-without-service",
        pointer,
        "the operation has no valid x-service",
        "add x-service: letters, digits and hyphens",
      );
      continue;
    }
    if (event === undefined || (action !== "send" && action !== "receive")) continue;
    for (const [pointer, message] of messagesElsewhere(operation.messages, event, id))
      report("operation-message", pointer, message, "leave messages out, or refer to the channel's message");
    const filter = isObject(bridge) ? bridge.filter : undefined;
    operations.push({
      id,
      action,
      service,
      event,
      pointer,
      ...(isObject(filter) ? { filter } : {}),
      ...(isObject(delivery) ? { delivery } : {}),
    });
  }
  return { model: { root, document, schemas, events: [...events.values()], operations }, diagnostics };
}

/** How detail-types of our own are written. */
const OWN = /^([A-Z][A-Za-z0-9]*)\.v([1-9]\d*)$/;

function ownName(detailType: string): ReturnType<typeof othersName> {
  const [, name, version] = OWN.exec(detailType) ?? [];
  return name === undefined ? undefined : { name, version: Number(version) };
}

/** The channels that some service here sends to. */
const sentChannels = (document: SourceFile): ReadonlySet<string> =>
  new Set(
    entries(document, "/operations").flatMap(([, { channel, action }]) =>
      action === "send" && isObject(channel) && typeof channel.$ref === "string" ? [channel.$ref.slice(1)] : [],
    ),
  );

/** The channels whose senders say so; of those without a sender here, whose receivers do. */
function claimCheckedChannels(document: SourceFile): ReadonlySet<string> {
  const operations = entries(document, "/operations").map(([, { channel, action, "x-delivery": delivery }]) => ({
    channel: isObject(channel) && typeof channel.$ref === "string" ? channel.$ref.slice(1) : "",
    action,
    claimCheck: isObject(delivery) && delivery.claimCheck === true,
  }));
  const sent = new Set(operations.filter(({ action }) => action === "send").map(({ channel }) => channel));
  const counting = operations.filter(({ channel, action }) => action === "send" || !sent.has(channel));
  return new Set(counting.filter(({ claimCheck }) => claimCheck).map(({ channel }) => channel));
}

/**
 * What an operation lists besides the message of its channel, each with its place. A list is one of references, and of a
 * part of the channel's messages: https://www.asyncapi.com/docs/reference/specification/v3.1.0#operationObject
 */
function* messagesElsewhere(messages: unknown, event: EventModel, id: string): Generator<readonly [string, string]> {
  if (!Array.isArray(messages)) return;
  if (messages.length === 0) yield [toPointer(["operations", id, "messages"]), "the operation lists no message"];
  for (const [index, message] of messages.entries()) {
    const $ref = isObject(message) ? message.$ref : undefined;
    // Where a reference leads elsewhere, the authority on AsyncAPI says so.
    if (typeof $ref !== "string")
      yield [toPointer(["operations", id, "messages", index]), `the message is not a reference to ${event.detailType}`];
  }
}

function readSchemas(folder: string, read: (path: string) => SourceFile, diagnostics: Diagnostic[]): SchemaFile[] {
  const found: Parameters<typeof canonicalSchemas>[0][number][] = [];
  for (const name of jsonFiles(folder)) {
    const source = read(join(folder, name));
    diagnostics.push(...source.problems);
    if (source.problems.length > 0) continue;
    const $id = isObject(source.value) ? source.value.$id : undefined;
    if (isObject(source.value) && typeof $id === "string" && $id !== "")
      found.push({ source, $id, value: source.value });
    else {
      diagnostics.push({
        ...ofRule("schema-without-id"),
        file: source.path,
        ...source.at(""),
        pointer: "",
        message: "the schema has no $id",
        fix: "give it an absolute URI that ends in its file name",
      });
    }
  }
  const isUsed = found.some(({ source }) => source.text.includes(METADATA));
  if (isUsed && !found.some(({ $id, source }) => $id.endsWith(`/${METADATA}`) || basename(source.path) === METADATA)) {
    const source = read(shippedSchema(METADATA));
    if (isObject(source.value)) found.push({ source, $id: String(source.value.$id), value: source.value });
  }
  return canonicalSchemas(found);
}

/** The `.json` files of a folder, or also of those in it, sorted; none where there is no such folder. */
export function jsonFiles(folder: string, { recursive = false } = {}): string[] {
  try {
    return readdirSync(folder, { recursive, encoding: "utf8" })
      .filter(name => name.endsWith(".json"))
      .sort();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

function entries(document: SourceFile, pointer: string): [string, Readonly<Record<string, unknown>>][] {
  const value = valueAt(document.value, pointer);
  if (!isObject(value)) return [];
  return Object.entries(value).filter((entry): entry is [string, Readonly<Record<string, unknown>>] =>
    isObject(entry[1]),
  );
}

/** The schema file that the first message of a channel refers to. */
function payloadSchema(
  document: SourceFile,
  channel: Readonly<Record<string, unknown>>,
  schemas: ReadonlyMap<string, SchemaFile>,
) {
  const messages = isObject(channel.messages) ? Object.values(channel.messages) : [];
  const message = behindReference(document, messages[0]);
  const payload = isObject(message) ? message.payload : undefined;
  const nested = isObject(payload) && isObject(payload.schema) ? payload.schema : payload;
  const ref = isObject(nested) ? nested.$ref : undefined;
  if (typeof ref !== "string") return {};
  return { ref, schema: schemas.get(resolve(dirname(document.path), ref.replace(/#$/, ""))) };
}

function behindReference(document: SourceFile, start: unknown): unknown {
  let value = start;
  for (let hops = 0; hops < 10 && isObject(value) && typeof value.$ref === "string"; hops++) {
    value = value.$ref.startsWith("#") ? valueAt(document.value, value.$ref.slice(1)) : undefined;
  }
  return value;
}
