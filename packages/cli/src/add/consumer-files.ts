import type { EventNames, ServiceNames } from "./names.ts";
import { moduleText } from "./source-text.ts";

/** An event that a new service receives. */
export interface Reception extends EventNames {
  /** Whether its data say what the thing is after a change. */
  readonly hasAfter: boolean;
  /** Whether events are put in order by their sequence: then the newest is kept, else each of them. */
  readonly sequenced: boolean;
  /** The path of a valid example from the repository's root, for the test. */
  readonly example: string | undefined;
}

/** The files of a service that keeps what it receives in a table of its own, by name within its folder. */
export function consumerFiles(
  names: ServiceNames,
  events: readonly Reception[],
  importOf: (module: string) => string,
): Map<string, string> {
  const files = new Map([
    ["infra.ts", infra(names, importOf)],
    ["handler.ts", handler(names, events, importOf)],
    ["entry.ts", domain(events, importOf)],
  ]);
  const test = testOf(events);
  if (test !== undefined) files.set("entry.test.ts", test);
  return files;
}

const infra = ({ service, pascal, component }: ServiceNames, importOf: (module: string) => string) =>
  moduleText(
    {
      [importOf(`${service}.operations`)]: "{ receives }",
      "@tributary/sst/encrypted-bus": "type { EventBus }",
      "@tributary/sst/encrypted-table": "{ encryptedTable }",
      "@tributary/sst/grant": "{ conditionalWrites, grant }",
      "@tributary/sst/subscribe": "{ subscribe }",
    },
    `\
/** A table of what is known of each subject, and the queue and function that fill it. */
export function ${component}(bus: EventBus): void {
  const table = encryptedTable(bus.stack, "${pascal}", { key: ["subject", "event"] });
  subscribe(bus, "${pascal}", {
    receives,
    handler: "services/${service}/handler.consume",
    atOnce: 5,
    uses: [grant(table, ...conditionalWrites)],
  });
}
`,
  );

const handler = (
  { service, pascal }: ServiceNames,
  events: readonly Reception[],
  importOf: (module: string) => string,
) =>
  moduleText(
    {
      "@aws-sdk/client-dynamodb": "type { DynamoDBClient }",
      [importOf(`${service}.operations`)]: "{ receives, service }",
      "@tributary/bus/subscribe": "{ subscribe }",
      "@tributary/bus/subscription": "type { Handlers }",
      "@tributary/delivery/dynamodb-newest-items": "{ dynamodbNewestItems }",
      "@tributary/delivery/newest-items": "type { NewestItems }",
      "@tributary/sst/consumer-ports": "{ consumerPorts }",
      "@tributary/sst/links": "{ links, type TableLink }",
      "./entry.ts": "{ decide, type Entry }",
    },
    `\
/** What the SST program links to the function. */
const linked = links<{ readonly ${pascal}: TableLink }>();

/** What to do with each event that the contract says is received: without one of them, this does not compile. */
export const handlers: Handlers<typeof receives, { readonly entries: NewestItems<Entry> }> = {
${events.map(handling).join("\n")}
};

/** The entries in a table. A write that is not newer than what is there changes nothing, so that a copy is harmless. */
export const entriesIn = (table: string, client?: DynamoDBClient): NewestItems<Entry> =>
  dynamodbNewestItems<Entry>({
    table,
    key: ["subject", "event"],
    optional: { ${allHaveAfter(events) ? "after: true" : ""} },
    ...(client && { client }),
  });

/** Keeps what is known of each subject. */
export const consume = subscribe({
  service,
  receives,
  handlers,
  dependencies: () => ({
    ...consumerPorts("${pascal}", { service, receives }),
    entries: entriesIn(linked.${pascal}.name),
  }),
});
`.replace("{  }", "{}"),
  );

/** What formatters usually allow. */
const LINE = 120;

/** The handler's entry of an event. Each event has an entry of its own in the table: sequences of different events about a subject do not compare. */
export function handling({ detailType, name, hasAfter, sequenced }: Reception): string {
  const key = JSON.stringify(detailType);
  const entry = sequenced ? `decide("${name}", event)` : `decide(\`${name}/\${event.metadata.eventId}\`, event)`;
  const put = `dependencies.entries.put(${entry}${hasAfter && sequenced ? ", event.data.change" : ""})`;
  const guarded = `    guarded: (event, { dependencies }) => ${put},`;
  return sequenced
    ? `  ${key}: {\n${guarded.length > LINE ? guarded.replace("=> ", "=>\n      ") : guarded}\n  },`
    : `  ${key}: async (event, { dependencies }) => {\n    await ${put};\n  },`;
}

const allHaveAfter = (events: readonly Reception[]): boolean => events.every(({ hasAfter }) => hasAfter);

function domain(events: readonly Reception[], importOf: (module: string) => string): string {
  const details = events.map(({ constant }) => `${constant}Detail`);
  const imports = events.map(({ constant, stem }) => [importOf(stem), `type { ${constant}Detail }`] as const);
  const line = `export type Received = ${details.join(" | ")};`;
  const union =
    line.length <= LINE ? line : `export type Received =\n${details.map(each => `  | ${each}`).join("\n")};`;
  const [type, field, kept] = allHaveAfter(events)
    ? [
        `Extract<Received["data"], { readonly after: unknown }>["after"]`,
        "/** Of a thing that is gone there is none: its sequence stays, so that no older event brings it back. */\n  readonly after?",
        `...("after" in data && { after: data.after })`,
      ]
    : [`Received["data"]`, "readonly data", "data"];
  const rest = `\
/** An event that is received. */
${union}

/** The newest that is known of a subject by one kind of event. */
export interface Entry {
  readonly subject: string;
  readonly event: string;
  readonly sequence: string;
  ${field}: ${type};
}

/** What is known after an event. */
export function decide(event: string, { metadata, data }: Received): Entry {
  return {
    subject: metadata.subject,
    event,
    sequence: metadata.sequence,
    ${kept},
  };
}
`;
  return moduleText(Object.fromEntries(imports), rest);
}

function testOf(events: readonly Reception[]): string | undefined {
  const shown = events.find(({ example }) => example !== undefined);
  if (shown === undefined) return undefined;
  const kept = allHaveAfter(events) ? "after: data.after" : "data";
  return moduleText(
    {
      "node:fs": "{ readFileSync }",
      vitest: "{ expect, test }",
      "./entry.ts": "{ decide }",
    },
    `\
test("keeps what an event says of its subject", () => {
  const example = "${shown.example}";
  const event = JSON.parse(readFileSync(example, "utf8"));
  const { metadata, data } = event;
  expect(decide("${shown.name}", event)).toEqual({
    subject: metadata.subject,
    event: "${shown.name}",
    sequence: metadata.sequence,
    ${kept},
  });
});
`,
  );
}
