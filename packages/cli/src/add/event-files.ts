import { type EventNames, uncapitalised } from "./names.ts";
import { METADATA } from "./schema-id-beside.ts";
import { jsonText } from "./source-text.ts";

/** The event's thing, as its key names it: `InvoiceChanged` is about an `invoice`, known by `invoiceId`. */
const thingOf = (name: string): string => uncapitalised(name.replace(/(?<=.)Changed$/, ""));

/** Schema and examples of a change event whose thing has an id, by path below the contracts folder. */
export function eventFiles(event: EventNames, schemaId: string): Map<string, string> {
  const { constant, stem, name } = event;
  const thing = thingOf(name);
  const Thing = thing.charAt(0).toUpperCase() + thing.slice(1);
  const id = `${thing}Id`;
  const ref = (name: string) => ({ $ref: `#/$defs/${name}` });
  const closed = (title: string, description: string, properties: object, required = Object.keys(properties)) => ({
    ...{ title, description, type: "object", additionalProperties: false, required, properties },
  });
  const change = (kind: string) => ({ type: "string", const: kind, "x-data-classification": "none" });
  const variant = (kind: string, description: string, images: readonly string[]) =>
    closed(`${Thing}${kind.charAt(0).toUpperCase()}${kind.slice(1)}`, description, {
      change: change(kind),
      key: ref("key"),
      ...Object.fromEntries(images.map(image => [image, ref("image")])),
    });
  const opaque = {
    type: "string",
    description: `Opaque id of the ${thing}.`,
    pattern: "^[A-Za-z0-9-]{1,64}$",
    "x-data-classification": "pii",
  };
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: schemaId,
    ...closed(`${constant}Detail`, `A change of the ${thing}: created, updated or deleted.`, {
      metadata: { $ref: METADATA },
      data: ref("data"),
    }),
    $defs: {
      data: {
        title: `${constant}Data`,
        description: "The change, by its kind.",
        type: "object",
        oneOf: ["created", "updated", "deleted"].map(ref),
      },
      created: variant("created", "Something that was not there before.", ["after"]),
      updated: variant("updated", "At least one published field differs between the images.", ["before", "after"]),
      deleted: variant("deleted", "What was there before it went.", ["before"]),
      key: closed(`${Thing}Key`, `What identifies the ${thing}.`, { [id]: opaque }),
      image: closed(`${Thing}Image`, `The published fields of the ${thing}.`, { [id]: opaque }),
    },
  };
  const example = (data: object, number: number) => ({
    metadata: {
      eventId: `0000000100000001000000010000000${number}`,
      occurredAt: "2026-03-01T08:15:30.000Z",
      publishedAt: "2026-03-01T08:15:31.250Z",
      subject: `${Thing}/1`,
      sequence: `000000000000000000000000000000400000000${number}`,
      correlationId: "request-1",
      causationId: `change-${number}`,
      traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4731-00f067aa0ba902b1-01",
      dataschema: schemaId,
    },
    data,
  });
  const key = { [id]: "1" };
  const created = { change: "created", key, after: key };
  const deleted = { change: "deleted", key, before: key };
  const lacking = {
    violation: { pointer: "/data/key", keyword: "required" },
    value: example({ change: "created", after: key }, 1),
  };
  return new Map(
    Object.entries({
      [`schemas/${stem}.schema.json`]: schema,
      [`examples/${stem}/valid/created.json`]: example(created, 1),
      [`examples/${stem}/valid/deleted.json`]: example(deleted, 2),
      [`examples/${stem}/invalid/no-key.json`]: lacking,
    }).map(([path, value]) => [path, jsonText(value)]),
  );
}
