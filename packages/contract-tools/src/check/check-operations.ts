import type { ContractModel, OperationModel } from "../contract-model.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { isObject, toPointer } from "../json-pointer.ts";
import { schemaSet } from "../schema-closure.ts";
import { dereference, type Located, type SchemaSet } from "../schema-reference.ts";
import { finding } from "./finding.ts";

/** Whether every reception has a sender, every event one sending service, and every filter looks at fields that exist. */
export function checkOperations({ document, events, operations, schemas }: ContractModel): Diagnostic[] {
  const set = schemaSet(schemas);
  const found: Diagnostic[] = [];
  for (const event of events) {
    const senders = new Set(
      operations.filter(each => each.event === event && each.action === "send").map(({ service }) => service),
    );
    if (senders.size === 0) {
      found.push(
        finding("event-without-sender", document, event.pointer, `no operation sends ${event.detailType}`, {
          severity: "warning",
        }),
      );
    }
    if (senders.size > 1) {
      found.push(
        finding(
          "event-with-senders",
          document,
          event.pointer,
          `${[...senders].join(" and ")} both send ${event.detailType}`,
        ),
      );
    }
  }
  for (const operation of operations.filter(({ action }) => action === "receive")) {
    const { event, pointer } = operation;
    if (!operations.some(each => each.event === event && each.action === "send")) {
      const fix = "add the operation of the service that sends it";
      found.push(
        finding("reception-without-sender", document, pointer, `no operation sends ${event.detailType}`, { fix }),
      );
    }
    for (const path of unknownPaths(operation, set)) {
      const at = `${pointer}/x-eventbridge/filter${toPointer(path)}`;
      found.push(finding("filter-path-unknown", document, at, `${event.detailType} has no field ${path.join(".")}`));
    }
  }
  return found;
}

function unknownPaths({ event, filter = {} }: OperationModel, set: SchemaSet): string[][] {
  const unknown: string[][] = [];
  const root = { schema: event.schema.schema, base: event.schema.id, pointer: "" };
  visit(filter, [root], []);
  return unknown;

  function visit(pattern: Readonly<Record<string, unknown>>, at: readonly Located[], path: readonly string[]) {
    for (const [name, inner] of Object.entries(pattern)) {
      if (name === "$or" && Array.isArray(inner)) for (const each of inner) if (isObject(each)) visit(each, at, path);
      if (name === "$or") continue;
      const below = at.flatMap(each => property(each, name, set));
      if (below.length === 0) unknown.push([...path, name]);
      else if (isObject(inner)) visit(inner, below, [...path, name]);
    }
  }
}

/** The schemas of a property: of each variant that has it; an array is looked into, as EventBridge does. */
function property(start: Located, name: string, set: SchemaSet): Located[] {
  const { schema, base, pointer } = dereference(set, start);
  const within = (value: unknown) => (isObject(value) ? property({ schema: value, base, pointer }, name, set) : []);
  const { properties, items } = schema;
  const own = isObject(properties) && isObject(properties[name]) ? [{ schema: properties[name], base, pointer }] : [];
  const variants = ["allOf", "anyOf", "oneOf"].flatMap(keyword =>
    Array.isArray(schema[keyword]) ? schema[keyword] : [],
  );
  return [...own, ...variants.flatMap(within), ...within(items)];
}
