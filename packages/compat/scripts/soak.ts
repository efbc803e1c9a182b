import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { isObject, valueAt } from "@tributary/contract-tools/json-pointer";
import { compareSchemas } from "../src/compare-schemas.ts";
import { referencePair } from "../src/reference-pair-fixture.ts";
import { compileSchema } from "../src/schema-check.ts";
import { type Random, schemaPair, seededRandom } from "../src/schema-pair-fixture.ts";

/**
 * Looks for payloads that refute a verdict, among pairs of made schemas and of the JSON Schemas that installed packages
 * bring, each against an edit of it; and holds every schema against itself. Exits 1 with the seed of what is refuted.
 */
const pairs = Number(process.env.TRIBUTARY_SCHEMA_PAIRS ?? 20_000);
const first = Number(process.env.TRIBUTARY_SEED ?? 1);
/** So many values are made of a schema to refute its verdict. */
const valuesPerPair = 60;

const real = installedSchemas("node_modules");
const count: Record<string, number> = {};
let slowest = 0;
for (let seed = first; seed < first + pairs; seed++) {
  const random = seededRandom(seed);
  const [before, after] =
    random(2) === 0 && real.length > 0 ? editOf(random, real[random(real.length)]!) : made(random);
  judge(seed, random, before, after);
}
let same = 0;
for (const [index, schema] of real.entries()) {
  const copy = structuredClone(schema);
  const { verdict } = compareSchemas({ name: "old", schema }, { name: "new", schema: copy });
  if (verdict !== "compatible") refuted(`schema ${index} of the installed ones is ${verdict} with itself`);
  same++;
}
console.log(`${pairs} pairs: ${JSON.stringify(count)}; ${same} installed schemas, each compatible with itself`);
console.log(`no verdict was refuted; the slowest took ${slowest} ms`);

function judge(seed: number, random: Random, before: unknown, after: unknown): void {
  const compiled = [before, after].map(schema => attempt(() => compileSchema("", schema).check));
  const [old, now] = compiled;
  if (old === undefined || now === undefined) return;
  const start = performance.now();
  const verdict = attempt(() => compareSchemas({ name: "old", schema: before }, { name: "new", schema: after }));
  slowest = Math.max(slowest, Math.round(performance.now() - start));
  for (const finding of verdict?.findings ?? []) {
    const { direction, verdict: found } = finding;
    count[found] = (count[found] ?? 0) + 1;
    if (finding.verdict === "incompatible") {
      const { counterExample, validUnder } = finding;
      const [valid, invalid] = validUnder === "old" ? [old, now] : [now, old];
      if (valid(counterExample) !== undefined || invalid(counterExample) === undefined)
        refuted(`seed ${seed}, ${direction}: ${JSON.stringify(counterExample)} is no counter-example`);
    }
    if (found !== "compatible") continue;
    const [sends, receives, sent] = direction === "backward" ? [old, now, before] : [now, old, after];
    for (let tries = 0; tries < valuesPerPair; tries++) {
      const value = madeValue(random, sent, sent, 5);
      if (sends(value) === undefined && receives(value) !== undefined) {
        refuted(`seed ${seed}, ${direction}: ${JSON.stringify(value)}`);
      }
    }
  }
}

function made(random: Random): readonly [unknown, unknown] {
  return random(4) === 0 ? referencePair(random) : schemaPair(random);
}

function refuted(what: string): never {
  console.error(what);
  process.exit(1);
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined; // An edit may be no schema.
  }
}

function installedSchemas(folder: string): object[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter(path => path.endsWith(".json") && !path.endsWith("package.json"))
    .sort()
    .flatMap(path => {
      const file = join(folder, path);
      const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
      const text = size > 500 && size < 200_000 ? readFileSync(file, "utf8") : "";
      if (!/"\$schema"\s*:\s*"https?:\/\/json-schema.org\/(draft-07|draft\/2020-12)/.test(text)) return [];
      const schema = attempt(() => JSON.parse(text));
      return isObject(schema) && attempt(() => compileSchema("", schema)) !== undefined ? [schema] : [];
    });
}

/** A schema, and the same with a keyword dropped, moved or made another somewhere. */
function editOf(random: Random, schema: object): readonly [unknown, unknown] {
  const places: { holder: Record<string, unknown>; key: string }[] = [];
  const edited = structuredClone(schema);
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (isObject(value) && !key.startsWith("$")) places.push({ holder: value as Record<string, unknown>, key });
      visit(inner);
    }
  };
  visit(edited);
  const { holder, key } = places[random(places.length)] ?? { holder: {}, key: "" };
  const value = holder[key];
  if (typeof value === "number") holder[key] = value + (random(2) === 0 ? 1 : -1);
  else if (typeof value === "boolean") holder[key] = !value;
  else if (Array.isArray(value) && value.length > 1) holder[key] = value.slice(1);
  else delete holder[key];
  return random(2) === 0 ? [schema, edited] : [edited, schema];
}

/** A value that a schema may allow: along its keywords, with something left to chance. */
function madeValue(random: Random, schema: unknown, root: unknown, depth: number): unknown {
  const pick = <T>(list: readonly T[]): T | undefined => list[random(list.length)];
  if (!isObject(schema) || random(12) === 0) return pick([0, "a", true, null, [], {}, 1.5, ""]);
  if (typeof schema.$ref === "string" && schema.$ref.startsWith("#") && depth > 0) {
    return madeValue(random, valueAt(root, decodeURIComponent(schema.$ref.slice(1))), root, depth - 1);
  }
  if ("const" in schema) return schema.const;
  if (Array.isArray(schema.enum)) return pick(schema.enum);
  const branches = [schema.anyOf, schema.oneOf, schema.allOf].filter(Array.isArray).flat();
  if (branches.length > 0 && (schema.properties === undefined || random(2) === 0)) {
    return madeValue(random, pick(branches), root, depth - 1);
  }
  const kinds = Array.isArray(schema.type) ? schema.type : [schema.type ?? (schema.properties ? "object" : undefined)];
  const least = (keyword: string) => (typeof schema[keyword] === "number" ? schema[keyword] : 0);
  switch (pick(kinds)) {
    case "object": {
      const properties = isObject(schema.properties) ? Object.entries(schema.properties) : [];
      const required = Array.isArray(schema.required) ? schema.required : [];
      const chosen = properties.filter(([name]) => required.includes(name) || (depth > 0 && random(4) === 0));
      const more =
        random(5) === 0 ? [["zz", madeValue(random, schema.additionalProperties, root, depth - 1)] as const] : [];
      return Object.fromEntries([
        ...chosen.map(([name, inner]) => [name, madeValue(random, inner, root, depth - 1)] as const),
        ...more,
      ]);
    }
    case "array":
      return Array.from({ length: least("minItems") + (depth > 0 ? random(3) : 0) }, () =>
        madeValue(random, schema.items, root, depth - 1),
      );
    case "string":
      return "abcdefgh".repeat(4).slice(0, least("minLength") + random(4));
    case "integer":
    case "number":
      return least("minimum") + (random(3) - 1) * (random(2) === 0 ? 1 : 0.5);
    case "boolean":
      return random(2) === 0;
    case "null":
      return null;
    default:
      return pick([0, "a", true, null, [], {}]);
  }
}
