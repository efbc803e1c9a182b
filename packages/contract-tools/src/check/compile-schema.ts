import { type Explain, explainBy } from "../emit/explain-by.ts";
import { inPlace } from "../schema/beside.ts";
import { contractDefinitions } from "../schema/contract-definitions.ts";
import { dialectOf, malformedParts, supportedDialects } from "../schema/dialects.ts";
import { subschemas } from "../schema/schema-positions.ts";
import { resolveReference, type SchemaSet } from "../schema/schema-reference.ts";
import type { JsonSchema, SchemaFile } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { toPointer } from "../source/json-pointer.ts";
import { finding } from "./finding.ts";
import { lintSchema } from "./lint-schema.ts";

/** A judge of values, or the reasons why there is none. */
export interface CompiledSchema {
  readonly explain?: Explain;
  readonly findings: readonly Diagnostic[];
}

/** A validator for a schema, or everything that is wrong with the schema, each at its place. */
export function compileSchema(file: SchemaFile, all: SchemaSet, { mayLackTypes = false } = {}): CompiledSchema {
  if (!supportedDialects.includes(dialectOf(file.schema))) {
    const fix = `state one of ${supportedDialects.join(", ")}`;
    const message = "$schema is missing or not a supported dialect";
    return { findings: [finding("schema-dialect", file.source, "/$schema", message, { fix })] };
  }
  try {
    const findings = [
      ...(mayLackTypes ? [] : misnamed(file)),
      ...malformedParts(file.schema).map(({ pointer, message }) =>
        finding("schema-invalid", file.source, pointer, `as a schema, ${message}`),
      ),
      ...lintSchema(file, all, mayLackTypes),
      ...checkSchemaReferences(file, all),
    ];
    if (findings.some(({ severity }) => severity === "error")) return { findings };
    const contract = contractDefinitions(file.id, "Detail", all);
    return contract === undefined ? { findings } : { explain: explainBy(contract), findings };
  } catch (error) {
    if (error instanceof RangeError) return { findings: [finding("schema-not-strict", file.source, "", TOO_DEEP)] };
    throw error;
  }
}

/** An id that is no address cannot be referred to. */
function misnamed({ source, schema, id }: SchemaFile): Diagnostic[] {
  if (typeof schema.$id !== "string" || URL.canParse(id)) return [];
  const fix = "give it an absolute URI that ends in its file name";
  return [finding("schema-invalid", source, "/$id", "as a schema, its $id is not a URI", { fix })];
}

const TOO_DEEP = "refers too deeply to be compiled";

/** References of a schema that lead nowhere, or back to themselves. */
function checkSchemaReferences(file: SchemaFile, all: SchemaSet): Diagnostic[] {
  const found: Diagnostic[] = [];
  const steps = { left: MOST_STEPS };
  visit(file.schema, []);
  return found;

  function visit(schema: JsonSchema, path: readonly string[]) {
    const { $ref: ref } = schema;
    const pointer = toPointer([...path, "$ref"]);
    const report = (rule: string, message: string) => found.push(finding(rule, file.source, pointer, message));
    if (typeof ref === "string" && steps.left >= 0) {
      if (resolveReference(all, file.id, ref) === undefined) {
        report("schema-reference-missing", `"${ref}" cannot be resolved`);
      } else if (leadsBack(schema, file.id, all, steps)) {
        report("schema-reference-circular", `"${ref}" refers back to itself`);
      }
      if (steps.left < 0) report("schema-not-strict", TOO_DEEP);
    }
    for (const inner of subschemas(schema)) visit(inner.schema, [...path, ...inner.path]);
  }
}

/** How many references are followed in one file. One that needs more consists of chains that no compiler follows either. */
const MOST_STEPS = 200_000;

function leadsBack(start: JsonSchema, base: string, all: SchemaSet, steps: { left: number }): boolean {
  const seen = new Set<JsonSchema>();
  const left = [{ schema: start, base }];
  for (let here = left.pop(); here !== undefined; here = left.pop()) {
    if (--steps.left < 0) return false;
    const { $ref: ref } = here.schema;
    const target = typeof ref === "string" ? resolveReference(all, here.base, ref) : undefined;
    const next = target === undefined ? [] : [{ schema: target.schema, base: target.base }];
    for (const inner of subschemas(here.schema)) {
      if (inPlace.has(inner.path[0]!)) next.push({ schema: inner.schema, base: here.base });
    }
    if (next.some(each => each.schema === start)) return true;
    for (const each of next) {
      if (!seen.has(each.schema)) left.push(each);
      seen.add(each.schema);
    }
  }
  return false;
}
