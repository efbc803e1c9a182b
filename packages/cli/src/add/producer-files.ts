import type { EventNames, ServiceNames } from "./names.ts";
import { moduleText } from "./source-text.ts";

/** An event that a new service sends. */
export interface Sending extends EventNames {
  readonly bus: string;
  /** The fields of its key, and of its images. */
  readonly key: readonly string[];
  readonly image: readonly string[];
  /** The path, from the repository's root, of a valid example that has an image after the change, for the test. */
  readonly example: string | undefined;
}

/** The files of a service that publishes the changes of a table of its own, by name within its folder. */
export function producerFiles(
  names: ServiceNames,
  event: Sending,
  importOf: (module: string) => string,
): Map<string, string> {
  const files = { "infra.ts": infra(names, event, importOf), "handler.ts": handler(names, event, importOf) };
  const { example } = event;
  const test = example === undefined ? {} : { "item.test.ts": testOf(event, example) };
  const all = { ...files, "item.ts": domain(event, importOf), ...test };
  return new Map(Object.entries(all));
}

const infra = (
  { service, pascal, component }: ServiceNames,
  { key: [id] }: Sending,
  importOf: (module: string) => string,
) =>
  moduleText(
    {
      [importOf(`${service}.operations`)]: "{ sends }",
      "@tributary/sst/change-capture": "{ changeCapture }",
      "@tributary/sst/encrypted-bus": "type { EventBus }",
      "@tributary/sst/encrypted-table": "{ encryptedTable }",
    },
    `\
/** A table, and the capture of its changes. */
export function ${component}(bus: EventBus): void {
  const table = encryptedTable(bus.stack, "${pascal}", { key: ["${id}"], stream: true });
  changeCapture(bus, "${pascal}Capture", {
    table,
    sends,
    handler: "services/${service}/handler.capture",
  });
}
`,
  );

const handler = ({ service }: ServiceNames, { bus }: Sending, importOf: (module: string) => string) =>
  moduleText(
    {
      [importOf(`${service}.operations`)]: "{ sends, service }",
      "@tributary/bus/capture-changes": "{ captureChanges }",
      "@tributary/sst/producer-ports": "{ producerPorts }",
      "./item.ts": "{ decide }",
    },
    `\
/** Publishes the changes that the table's stream brings. */
export const capture = captureChanges({
  service,
  mapping: decide,
  dependencies: () => producerPorts("${bus}", { service, sends }),
});
`,
  );

const domain = ({ constant, stem, name, key, image }: Sending, importOf: (module: string) => string) =>
  moduleText(
    {
      [importOf(stem)]: `{ ${constant} }`,
      "@tributary/bus/change-event": "{ changeEvent }",
      "@tributary/bus/outgoing-event": "type { OutgoingEvent }",
      "@tributary/change-event/item-change": "type { ItemChange }",
      "@tributary/contract/event-contract": "type { Validation }",
    },
    `\
/** What a change of the table means to others: one event, or none when no published field changed. */
export function decide(change: ItemChange): Validation<readonly OutgoingEvent[]> {
  const { before, after, keys } = change;
  const event = changeEvent(${constant}, change, {
    key: {
${key.map(field => `      ${field}: keys.${field},`).join("\n")}
    },
    subject: \`${name.replace(/(?<=.)Changed$/, "")}/\${keys.${key[0]}}\`,
    ...(before && { before: published(before) }),
    ...(after && { after: published(after) }),
  });
  return { valid: true, value: event === undefined ? [] : [event] };
}

/** The published fields of an item: what is not named here stays in the table. */
const published = (item: Readonly<Record<string, unknown>>) => ({
${image.map(field => `  ${field}: item.${field},`).join("\n")}
});
`,
  );

const testOf = ({ name }: Sending, example: string) =>
  moduleText(
    {
      "node:fs": "{ readFileSync }",
      "@tributary/change-event/item-change": "type { ItemChange }",
      vitest: "{ expect, test }",
      "./item.ts": "{ decide }",
    },
    `\
test("publishes changes of what others may see, and no others", () => {
  const example = "${example}";
  const { data } = JSON.parse(readFileSync(example, "utf8"));
  const item = { ...data.key, ...data.after };
  const change: ItemChange = {
    change: "updated",
    cause: "user",
    keys: data.key,
    before: item,
    after: { ...item, internal: true },
    sequence: "1".padStart(40, "0"),
    identity: "stream|1",
    changeId: "change-1",
  };
  expect(decide(change)).toEqual({ valid: true, value: [] });
  const { after: _, ...deleted } = change;
  expect(decide({ ...deleted, change: "deleted" })).toMatchObject({
    value: [{ contract: { name: "${name}" } }],
  });
});
`,
  );
