import { _ } from "ajv";
import standalone from "ajv/dist/standalone/index.js";
import { ajvFor } from "./ajv-dialect.ts";
import { contractFormats, isRuntimeFormat } from "./contract-formats.ts";
import type { JsonSchema } from "./contract-model.ts";
import { deriveSchema } from "./derive-schema.ts";
import type { SchemaSet } from "./schema-reference.ts";
import { tuneValidator } from "./tune-validator.ts";

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
  const code = { source: true, lines: true, formats: _`formats` };
  const options = { allErrors: variant.allErrors, inlineRefs: false, code };
  const ajv = ajvFor(schemas.get(id) ?? {}, options, schemas.values());
  if (ajv === undefined) throw new Error(`the dialect of ${id} is not supported`);
  for (const [base, schema] of schemas)
    ajv.addSchema(deriveSchema(schema, base, schemas, variant.tolerant) as JsonSchema);
  const validate = ajv.getSchema(id);
  if (validate === undefined) throw new Error(`ajv does not know ${id}`);
  const emitted = standaloneCode(ajv, validate);
  const [head = "", name = ""] =
    /^"use strict";\s*module\.exports = (\w+);\s*module\.exports\.default = \w+;\s*/.exec(emitted) ?? [];
  const body = withoutRequire(emitted.slice(head.length));
  return `${tuneValidator(body, variant.allErrors ? "explain" : "verdict")}\nreturn ${name};\n`;
}

const standaloneCode = standalone.default;

/** ajv emits CommonJS calls for its own runtime; ours stands in, under names that the module imports. */
function withoutRequire(code: string): string {
  let result = code;
  for (const [line, name = "", file = ""] of code.matchAll(
    /^const (\w+) = require\("ajv\/dist\/runtime\/(\w+)"\)\.default;\n/gm,
  )) {
    result = result.replace(line, "");
    // A text has at most as many code points as code units: counting is needed only beyond that.
    result = result.replace(new RegExp(`${name}\\((\\w+)\\) > (\\d+)`, "g"), "$1.length > $2 && codePoints($1) > $2");
    result = result.replace(new RegExp(`\\b${name}\\(`, "g"), `${file === "ucs2length" ? "codePoints" : file}(`);
  }
  // No text of a schema stands at the beginning of a line.
  result = result.replace(
    /^(const formats\d+ = )formats(?:\.(\w+)|\["([^"]+)"\]);$/gm,
    (line, constant: string, plain?: string, quoted?: string) => {
      const name = plain ?? quoted ?? "";
      return isRuntimeFormat(name) ? line : `${constant}${contractFormats[name]};`;
    },
  );
  const left = /require\("[^"]*"\)/.exec(result);
  if (left !== null) throw new Error(`ajv emitted ${left[0]}, which the runtime does not replace`);
  return result;
}
