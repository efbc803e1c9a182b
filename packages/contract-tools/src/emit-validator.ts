import { _ } from "ajv";
import standalone from "ajv/dist/standalone/index.js";
import { ajvFor } from "./ajv-dialect.ts";
import { contractFormats, isRuntimeFormat } from "./contract-formats.ts";
import type { JsonSchema } from "./contract-model.ts";
import { deriveSchema } from "./derive-schema.ts";
import type { SchemaSet } from "./schema-reference.ts";

/** Which of the validators of a schema: who it is for, and whether it stops at the first error. */
export interface ValidatorVariant {
  readonly tolerant: boolean;
  readonly allErrors: boolean;
}

/**
 * The body of a function that returns ajv's validator for a schema, over the names `formats`, `codePoints` and `equal` of
 * `@tributary/contract/validator-runtime`. Throws what ajv throws when the schema does not compile.
 */
export function emitValidator(id: string, schemas: SchemaSet, variant: ValidatorVariant): string {
  const ajv = ajvFor(schemas.get(id) ?? {}, {
    allErrors: variant.allErrors,
    code: { source: true, lines: true, formats: _`formats` },
  });
  if (ajv === undefined) throw new Error(`the dialect of ${id} is not supported`);
  for (const [base, schema] of schemas)
    ajv.addSchema(deriveSchema(schema, base, schemas, variant.tolerant) as JsonSchema);
  const validate = ajv.getSchema(id);
  if (validate === undefined) throw new Error(`ajv does not know ${id}`);
  const emitted = standaloneCode(ajv, validate)
    .replace(/^"use strict";\s*module\.exports = (\w+);\s*module\.exports\.default = \w+;\s*/, "return $1;\n")
    .replace(/^const \w+ = require\("ajv\/dist\/runtime\/ucs2length"\)\.default;\n/gm, "")
    .replace(/^const \w+ = require\("ajv\/dist\/runtime\/equal"\)\.default;\n/gm, "");
  return inlined(emitted, runtimeNames(standaloneCode(ajv, validate)));
}

const standaloneCode = standalone.default;

/** The names under which ajv refers to its runtime. */
function runtimeNames(code: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name = "", file = ""] of code.matchAll(/const (\w+) = require\("ajv\/dist\/runtime\/(\w+)"\)/g)) {
    found.set(name, file === "ucs2length" ? "codePoints" : file);
  }
  return found;
}

function inlined(code: string, names: ReadonlyMap<string, string>): string {
  let result = code;
  for (const [name, ours] of names) {
    // A text has at most as many code points as code units: counting is needed only beyond that.
    if (ours === "codePoints") {
      result = result.replace(new RegExp(`${name}\\((\\w+)\\) > (\\d+)`, "g"), "$1.length > $2 && codePoints($1) > $2");
    }
    result = result.replace(new RegExp(`\\b${name}\\(`, "g"), `${ours}(`);
  }
  result = result.replace(/formats(?:\.(\w+)|\["([^"]+)"\])/g, (access, plain?: string, quoted?: string) => {
    const name = plain ?? quoted ?? "";
    return isRuntimeFormat(name) ? access : String(contractFormats[name]);
  });
  const left = /require\("[^"]*"\)/.exec(result);
  if (left !== null) throw new Error(`ajv emitted ${left[0]}, which the runtime does not replace`);
  return result;
}
