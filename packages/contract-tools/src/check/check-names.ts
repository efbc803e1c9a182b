import { basename } from "node:path";
import { type ContractModel, type EventModel, eventKey } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { isObject, toPointer, valueAt } from "../source/json-pointer.ts";
import { foreignEvents, isNearlyOwn, sourcePrefix } from "../source/source-prefix.ts";
import { finding } from "./finding.ts";

/** Whether one stem runs through everything about an event: detail-type, address, message, schema file and `$id`. */
export function checkNames(model: ContractModel, configuredPrefix?: string): Diagnostic[] {
  const { document, events, operations } = model;
  const prefix = sourcePrefix(model, configuredPrefix);
  const foreign = foreignEvents(model, configuredPrefix);
  const found: Diagnostic[] = [];
  const expect = (actual: unknown, expected: string, rule: string, pointer: string, what: string, file = document) => {
    if (actual === expected) return;
    found.push(finding(rule, file, pointer, `${what} should be ${expected}`, { fix: `rename it to ${expected}` }));
  };
  for (const [index, event] of events.entries()) {
    const { pointer, detailType, stem, bus, schema } = event;
    expect(
      valueAt(document.value, `${pointer}/address`),
      `${bus}/${detailType}`,
      "channel-address",
      `${pointer}/address`,
      "the address of the channel",
    );
    for (const name of messageNames(event, model)) {
      expect(
        name,
        eventKey(event),
        "message-name",
        `${pointer}/messages`,
        "the key and name of the message of the channel",
      );
    }
    expect(
      basename(schema.source.path),
      `${stem}.schema.json`,
      "schema-file-name",
      "",
      "the name of this file",
      schema.source,
    );
    if (events.slice(0, index).some(each => each.detailType === detailType && each.bus === bus)) {
      found.push(finding("event-duplicate", document, pointer, `another channel on ${bus} also has ${detailType}`));
    }
    const sender = operations.find(operation => operation.event === event && operation.action === "send")?.service;
    const at = `${pointer}/x-eventbridge/source`;
    if (sender !== undefined) expect(event.source, `${prefix}${sender}`, "event-source", at, "the source");
    if (!foreign.has(event) && detailType !== eventKey(event)) {
      const message = `x-eventbridge/detailType should be a name and a version, such as ${eventKey(event)}`;
      found.push(finding("extension-invalid", document, `${pointer}/x-eventbridge/detailType`, message));
    }
    if (events.slice(0, index).some(each => each.stem === stem && each.detailType !== detailType))
      found.push(finding("event-duplicate", document, pointer, `another channel makes the same name as ${detailType}`));
    if (foreign.has(event) && prefix !== undefined && isNearlyOwn(event.source, prefix)) {
      const message = `no service sends ${detailType}, and its source begins nearly like own ones: did you mean ${prefix}?`;
      const fix = `correct it, or suppress this finding with a reason if others publish events as ${event.source}`;
      found.push(finding("event-source", document, at, message, { fix }));
    }
  }
  for (const { source, id } of model.schemas) {
    if (!id.endsWith(`/${basename(source.path)}`)) {
      found.push(
        finding(
          "schema-id-name",
          source,
          "/$id",
          `$id should be an absolute URI that ends in /${basename(source.path)}`,
        ),
      );
    }
  }
  for (const { id, service, action, event, pointer } of operations) {
    const camel = service.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    const plain = `${camel}${action === "send" ? "Sends" : "Receives"}${event.name}`;
    // While two versions are in use their operations need two names.
    const versioned = `${plain}V${event.version}`;
    const isTaken = operations.some(each => each.id === plain && each.event !== event);
    if (id !== versioned) expect(id, isTaken ? versioned : plain, "operation-name", pointer, "the operation");
  }
  return found;
}

function messageNames({ pointer }: EventModel, { document }: ContractModel): unknown[] {
  const messages = valueAt(document.value, `${pointer}/messages`);
  if (!isObject(messages)) return [];
  return Object.entries(messages).flatMap(([key, message]) => {
    const ref = isObject(message) ? message.$ref : undefined;
    const target = typeof ref === "string" && ref.startsWith("#") ? valueAt(document.value, ref.slice(1)) : message;
    return [key, valueAt(target, toPointer(["name"]))];
  });
}
