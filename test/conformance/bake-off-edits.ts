import { compareSchemas } from "@tributary/compat/compare-schemas";
import type { Direction, Verdict } from "@tributary/compat/verdict";

/** An edit of a payload schema, and the directions in which it breaks: known beforehand, by hand. */
export interface Edit {
  readonly name: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly breaks: readonly Direction[];
}

const order = (properties: object, more: object = {}) => ({
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  properties: { id: { type: "string" }, ...properties },
  ...more,
});
const field = (schema: object) => order({ value: schema }, { required: ["id", "value"] });
const closed = { additionalProperties: false };
const inAllOf = (required: string[]) => order({ total: {} }, { allOf: [{ required }] });
const behindReference = (required: string[]) =>
  order(
    { line: { $ref: "#/$defs/line" } },
    { required: ["line"], $defs: { line: { type: "object", properties: { sku: { type: "string" } }, required } } },
  );

/** The edits of the bake-off: the first is none, the others break. */
export const edits: readonly Edit[] = [
  {
    name: "description only",
    before: order({}, { description: "An order" }),
    after: order({}, { description: "An order that was placed" }),
    breaks: [],
  },
  {
    name: "add optional, closed model",
    before: order({}, closed),
    after: order({ note: { type: "string" } }, closed),
    breaks: ["forward"],
  },
  {
    name: "add optional, open model",
    before: order({}),
    after: order({ note: { type: "string" } }),
    breaks: ["backward"],
  },
  {
    name: "add required",
    before: order({ note: { type: "string" } }),
    after: order({ note: { type: "string" } }, { required: ["note"] }),
    breaks: ["backward"],
  },
  {
    name: "remove required",
    before: order({ note: { type: "string" } }, { required: ["note"] }),
    after: order({ note: { type: "string" } }),
    breaks: ["forward"],
  },
  {
    name: "remove optional, closed",
    before: order({ note: { type: "string" } }, closed),
    after: order({}, closed),
    breaks: ["backward"],
  },
  {
    name: "enum value removed",
    before: field({ enum: ["open", "paid", "sent"] }),
    after: field({ enum: ["open", "paid"] }),
    breaks: ["backward"],
  },
  {
    name: "enum value added",
    before: field({ enum: ["open", "paid"] }),
    after: field({ enum: ["open", "paid", "sent"] }),
    breaks: ["forward"],
  },
  {
    name: "maxLength tightened",
    before: field({ type: "string", maxLength: 20 }),
    after: field({ type: "string", maxLength: 10 }),
    breaks: ["backward"],
  },
  {
    name: "pattern added",
    before: field({ type: "string" }),
    after: field({ type: "string", pattern: "^[A-Z]{3}$" }),
    breaks: ["backward"],
  },
  {
    name: "array item type changed",
    before: field({ type: "array", items: { type: "string" } }),
    after: field({ type: "array", items: { type: "number" } }),
    breaks: ["backward", "forward"],
  },
  {
    name: "string to string or null",
    before: field({ type: "string" }),
    after: field({ type: ["string", "null"] }),
    breaks: ["forward"],
  },
  {
    name: "integer to number",
    before: field({ type: "integer" }),
    after: field({ type: "number" }),
    breaks: ["forward"],
  },
  {
    name: "oneOf branch removed",
    before: field({ oneOf: [{ type: "string" }, { type: "integer" }, { type: "boolean" }] }),
    after: field({ oneOf: [{ type: "string" }, { type: "integer" }] }),
    breaks: ["backward"],
  },
  {
    name: "const changed",
    before: field({ const: "v1" }),
    after: field({ const: "v2" }),
    breaks: ["backward", "forward"],
  },
  { name: "open to closed", before: order({}), after: order({}, closed), breaks: ["backward"] },
  {
    name: "required dropped inside allOf",
    before: inAllOf(["id", "total"]),
    after: inAllOf(["id"]),
    breaks: ["forward"],
  },
  {
    name: "required dropped behind $ref",
    before: behindReference(["sku"]),
    after: behindReference([]),
    breaks: ["forward"],
  },
];

/** What is said of an edit, as written, in both directions. */
export const judge = ({ before, after }: Edit): Verdict =>
  compareSchemas({ name: "old", schema: before }, { name: "new", schema: after });

/** The table of the documentation: what breaks, what was found, and the payloads that show it. */
export function bakeOffTable(): string {
  const rows = edits.map(edit => {
    const { findings } = judge(edit);
    const found = findings.filter(({ verdict }) => verdict === "incompatible").map(({ direction }) => direction);
    const payloads = findings.flatMap(each =>
      each.verdict === "incompatible"
        ? [`\`${JSON.stringify(each.counterExample)}\` fails \`${each.keyword}\` in ${each.invalidUnder}`]
        : each.verdict === "unknown"
          ? [`unknown: ${each.keyword}`]
          : [],
    );
    return [edit.name, named(edit.breaks), named(found), payloads.join("; ") || "–"];
  });
  const header = ["Edit", "Breaks", "Found", "Counter-example"];
  const widths = header.map((_title, column) => Math.max(...[header, ...rows].map(row => row[column]!.length)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at]!)).join(" | ")} |`;
  const right = rows.filter(([, breaks, found]) => breaks === found).length;
  const rule = line(widths.map(width => "-".repeat(width)));
  return `${[line(header), rule, ...rows.map(line)].join("\n")}\n\n${right} of ${rows.length} right.\n`;
}

const named = (directions: readonly Direction[]) => directions.join(" and ") || "none";
