import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import type { Direction } from "@tributary/compat/verdict";
import { type Edit, edits, judge } from "../conformance/bake-off-edits.ts";

// Prints what other tools say of the edits of docs/compatibility.md. They are not dependencies of this repository:
//   npm i --prefix /tmp/peers @asyncapi/diff@0.5.0 json-schema-diff@1.0.0 genson-js@0.0.8
//   node test/bench/bake-off-peers.ts /tmp/peers

/** What a tool flags of an edit: directions, or, where it knows none, that something breaks; or that it gives up. */
type Answer = readonly Direction[] | "breaks" | "unclassified" | "fails";

interface AsyncApiDiff {
  diff(first: object, second: object): { breaking(): unknown[]; unclassified(): unknown[] };
}
interface JsonSchemaDiff {
  diffSchemas(schemas: object): Promise<{ removalsFound: boolean; additionsFound: boolean }>;
}
interface Genson {
  isSubset(whole: unknown, part: unknown): boolean;
}

const folder = resolve(process.argv[2] ?? ".");
const load = createRequire(join(folder, "package.json"));
const peers = ["@asyncapi/diff", "json-schema-diff", "genson-js"] as const;
const version = (name: string) =>
  (load(join(folder, "node_modules", name, "package.json")) as { version: string }).version;

/** In draft-07, which all of them know: the edits use nothing that is newer, but for the name of `$defs`. */
const inDraft07 = (schema: unknown): unknown =>
  JSON.parse(
    JSON.stringify(schema)
      .replaceAll("$defs", "definitions")
      .replace("https://json-schema.org/draft/2020-12/schema", "http://json-schema.org/draft-07/schema#"),
  );

/** A document with the schema as payload of what a service sends. */
const document = (payload: unknown) => ({
  asyncapi: "3.0.0",
  info: { title: "Orders", version: "1.0.0" },
  channels: { orders: { address: "orders", messages: { order: { payload } } } },
  operations: { send: { action: "send", channel: { $ref: "#/channels/orders" } } },
});

const ask: Readonly<Record<(typeof peers)[number], (before: unknown, after: unknown) => Promise<Answer>>> = {
  async "@asyncapi/diff"(before, after) {
    const found = (load("@asyncapi/diff") as AsyncApiDiff).diff(document(before), document(after));
    return found.breaking().length > 0 ? "breaks" : found.unclassified().length > 0 ? "unclassified" : [];
  },
  async "json-schema-diff"(sourceSchema, destinationSchema) {
    const { diffSchemas } = load("json-schema-diff") as JsonSchemaDiff;
    const { removalsFound, additionsFound } = await diffSchemas({ sourceSchema, destinationSchema });
    return directions(removalsFound, additionsFound);
  },
  async "genson-js"(before, after) {
    const { isSubset } = load("genson-js") as Genson;
    return directions(!isSubset(after, before), !isSubset(before, after));
  },
};

const directions = (backward: boolean, forward: boolean): Direction[] => [
  ...(backward ? (["backward"] as const) : []),
  ...(forward ? (["forward"] as const) : []),
];

const answers = await Promise.all(
  edits.map(edit =>
    Promise.all(
      peers.map(peer => ask[peer](inDraft07(edit.before), inDraft07(edit.after)).catch((): Answer => "fails")),
    ),
  ),
);
const ours = (edit: Edit) =>
  judge(edit).findings.flatMap(({ verdict, direction }) => (verdict === "incompatible" ? [direction] : []));
const written = (answer: Answer) => (typeof answer === "string" ? answer : answer.join(" and ") || "none");
const isRight = (answer: Answer, { breaks }: Edit) => written(answer) === written(breaks);
const notices = (answer: Answer) => (typeof answer === "string" ? answer === "breaks" : answer.length > 0);

const columns = [edits.map(ours), ...peers.map((_, at) => answers.map(row => row[at]!))];
const table = [
  ["Edit", "Breaks", "tributary", ...peers.map(peer => `${peer} ${version(peer)}`)],
  ...edits.map((edit, row) => [edit.name, written(edit.breaks), ...columns.map(column => written(column[row]!))]),
  [
    "**breaks noticed, of 17**",
    "",
    ...columns.map(column =>
      String(edits.filter(({ breaks }, row) => breaks.length > 0 && notices(column[row]!)).length),
    ),
  ],
  [
    "**in the right direction, of 18**",
    "",
    ...columns.map(column => String(edits.filter((edit, row) => isRight(column[row]!, edit)).length)),
  ],
];
const [head = [], ...rows] = table.map(cells => `| ${cells.join(" | ")} |`);
process.stdout.write(`${[head, `|${" --- |".repeat(table[0]!.length)}`, ...rows].join("\n")}\n`);
