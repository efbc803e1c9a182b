import { dialectOf } from "../schema/dialects.ts";
import { schemasIn } from "../schema/schema-positions.ts";
import type { SchemaFile } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { toPointer } from "../source/json-pointer.ts";
import { finding } from "./finding.ts";

/** What judges no value. */
const silent = new Set([
  ...["$ref", "$id", "$schema", "$comment", "$defs", "definitions"],
  ...["title", "description", "default", "examples", "readOnly", "writeOnly"],
]);

/** Keywords beside a `$ref` in draft-07, which ignores them where ajv applies them. */
export function checkReferenceSiblings({ schema, source }: SchemaFile): Diagnostic[] {
  if (!dialectOf(schema).includes("draft-07")) return [];
  return schemasIn(schema).flatMap(({ path, schema: here }) => {
    if (typeof here.$ref !== "string") return [];
    const applied = Object.keys(here).filter(keyword => !silent.has(keyword) && !keyword.startsWith("x-"));
    if (applied.length === 0) return [];
    const list = applied.map(keyword => `"${keyword}"`).join(", ");
    return [
      finding(
        "schema-reference-siblings",
        source,
        toPointer([...path, "$ref"]),
        `draft-07 ignores the siblings of "$ref" (${list}), but the generated validators and \`npx tributary compat\` apply them`,
        { fix: "put the reference into allOf to have both, or remove its siblings" },
      ),
    ];
  });
}
