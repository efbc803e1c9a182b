import type { SchemaFile } from "../contract-model.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { toPointer } from "../json-pointer.ts";
import { schemasIn } from "../schema-positions.ts";
import { finding } from "./finding.ts";

/**
 * References whose target the caller of a schema decides. ajv takes one to an anchor in `$defs` for one to the root, and
 * no comparison of versions can follow it.
 */
export const checkDynamicReferences = ({ schema, source }: SchemaFile): Diagnostic[] =>
  schemasIn(schema).flatMap(({ path, schema: here }) =>
    ["$dynamicRef", "$recursiveRef"]
      .filter(keyword => here[keyword] !== undefined)
      .map(keyword => {
        const fix = 'write "$ref" to the very schema that is meant, if need be once for each place';
        const message = `"${keyword}" is not supported: validators do not follow it as the specification says`;
        return finding("schema-reference-dynamic", source, toPointer([...path, keyword]), message, { fix });
      }),
  );
