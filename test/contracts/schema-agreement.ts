import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openSchemas } from "@tributary/compat/open-schemas";
import type { EventContract } from "@tributary/contract/event-contract";
import * as runtime from "@tributary/contract/validator-runtime";
import { canonicalSchemas } from "@tributary/contract-tools/canonical-schemas";
import { compileSchema } from "@tributary/contract-tools/check/compile-schema";
import type { EventModel, JsonSchema } from "@tributary/contract-tools/contract-model";
import { emitEventModule, emitEventTypes } from "@tributary/contract-tools/emit-event-module";
import { ajvFor } from "@tributary/contract-tools/reference-ajv";
import { schemaSet } from "@tributary/contract-tools/schema-closure";
import { parseSourceFile } from "@tributary/contract-tools/source-file";
import { chance, dialects, randomSchema, randomValue } from "./random-schemas.ts";

/** What was found out of one schema. */
export interface Agreement {
  /** What a check refuses; then nothing else is asked. */
  readonly refused?: string;
  /** The declarations that are generated. */
  readonly types: string;
  /** How many values were accepted and refused. */
  readonly accepted: number;
  readonly rejected: number;
}

const valuesPerSchema = 12;

/**
 * Whether check, generate and an independent validator agree on the schema of a seed: what check passes, generate takes; the
 * generated validator, the one of check and ajv with decimals give the same verdicts; tolerant accepts whatever strict does.
 * Throws with the seed where they do not.
 */
export function agreementOn(seed: number): Agreement {
  const by = chance(seed);
  const dialect = by.pick(dialects);
  const value = randomSchema(by, dialect);
  const text = JSON.stringify(value);
  const source = parseSourceFile("thing.v1.schema.json", text);
  const files = canonicalSchemas([{ source, $id: String(value.$id), value: source.value as typeof value }]);
  const set = schemaSet(files);
  const [file] = files;
  const { explain, findings } = compileSchema(file!, set);
  if (explain === undefined)
    return { refused: findings.map(each => each.message).join("; "), types: "", accepted: 0, rejected: 0 };
  const event: EventModel = {
    ...{ name: "Thing", version: 1, detailType: "Thing.v1", stem: "thing.v1", source: "a", bus: "b", pointer: "" },
    schema: file!,
  };
  const contract = loaded(emitEventModule(event, set));
  const $id = `https://example.com/${seed}/thing.v1.schema.json`;
  const reference = referenceFor(dialect).compile({ ...value, $id });
  const opened = tolerantReference(dialect, { ...value, $id });
  let accepted = 0;
  for (let round = 0; round < valuesPerSchema; round++) {
    const candidate: unknown = JSON.parse(JSON.stringify(randomValue(by, value, value)));
    const expected = reference(candidate);
    const strict = contract.strict(candidate);
    const tolerant = contract.tolerant(candidate);
    const said = {
      strict: strict.valid,
      explained: strict.valid || strict.violations.length > 0,
      check: explain(candidate).length === 0,
      tolerant: tolerant.valid,
      wider: tolerant.valid || !expected,
    };
    const wanted = {
      strict: expected,
      explained: true,
      check: expected,
      tolerant: opened?.(candidate) ?? tolerant.valid,
      wider: true,
    };
    if (JSON.stringify(said) !== JSON.stringify(wanted)) {
      throw new Error(`seed ${seed}: ${JSON.stringify({ said, wanted, value: candidate })} by ${text}`);
    }
    if (expected) accepted++;
  }
  return { types: emitEventTypes(event, set), accepted, rejected: valuesPerSchema - accepted };
}

function loaded(module: string): EventContract {
  const body = module.replace(/^import .*$/m, "").replace("export const ThingV1 =", "return");
  return new Function(...Object.keys(runtime), body)(...Object.values(runtime)) as EventContract;
}

const references = new Map<string, ReturnType<typeof withRationals>>();

function referenceFor(dialect: string) {
  const known = references.get(dialect) ?? withRationals(dialect);
  references.set(dialect, known);
  return known;
}

/**
 * The schema as compat takes a tolerant reader to read it. Undefined where it asks for what was not evaluated: there ajv departs
 * from the specification (a failed `if`, fields called `constructor`), and compat leaves open what depends on it.
 */
function tolerantReference(dialect: string, value: JsonSchema) {
  if (JSON.stringify(value).includes('"unevaluated')) return undefined;
  const { schema, others = new Map() } = openSchemas({ name: "tolerant", schema: value });
  const ajv = withRationals(dialect);
  for (const other of others.values()) ajv.addSchema(other as JsonSchema);
  return ajv.compile(schema as JsonSchema);
}

/**
 * ajv with multiples told by fractions of whole numbers, which owes nothing to what it is compared with; with all errors,
 * since it passes over `contains` beside `prefixItems` with `items` otherwise.
 */
function withRationals($schema: string) {
  const ajv = ajvFor({ $schema }, { allErrors: true, code: { optimize: false } })!;
  ajv.removeKeyword("multipleOf");
  const compile = (step: number) => (value: number) => {
    const [top, bottom] = fraction(value);
    const [stepTop, stepBottom] = fraction(step);
    return (top * stepBottom) % (bottom * stepTop) === 0n;
  };
  return ajv.addKeyword({ keyword: "multipleOf", type: "number", schemaType: "number", compile });
}

function fraction(number: number): readonly [bigint, bigint] {
  const [, sign = "", whole = "", part = "", exponent = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(
    String(number),
  )!;
  const power = Number(exponent) - part.length;
  const top = BigInt(sign + whole + part);
  return power < 0 ? [top, 10n ** BigInt(-power)] : [top * 10n ** BigInt(power), 1n];
}

/** What the TypeScript compiler says of declarations, each a module of its own. */
export function typeFaults(declarations: readonly string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), "tributary-types-"));
  try {
    for (const [index, text] of declarations.entries()) {
      writeFileSync(join(folder, `m${index}.ts`), text.replace(/^import .*$/m, contractStub));
    }
    const compilerOptions = { strict: true, noEmit: true, target: "esnext", module: "nodenext", types: [] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions }));
    const { stdout, status, error } = spawnSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" });
    if (error !== undefined) throw error;
    return status === 0 ? [] : stdout.split("\n").filter(line => line !== "");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const tsc = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));
const contractStub = "interface EventContract<Detail> { readonly detail: Detail }";
