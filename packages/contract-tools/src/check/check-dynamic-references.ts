import { schemasIn } from "../schema/schema-positions.ts";
import type { SchemaFile } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { toPointer } from "../source/json-pointer.ts";
import { finding } from "./finding.ts";

/**
 * References whose target the caller of a schema decides, so that neither one validator nor a comparison of versions can
 * follow them. One that can lead to one place only has been read as a `$ref`.
 */
export const checkDynamicReferences = ({ schema, source }: SchemaFile): Diagnostic[] =>
  schemasIn(schema).flatMap(({ path, schema: here }) =>
    ["$dynamicRef", "$recursiveRef"]
      .filter(keyword => here[keyword] !== undefined)
      .map(keyword => {
        const fix = 'write "$ref" to the schema you mean, in each place if necessary';
        const message = `"${keyword}" is not supported: its target depends on who refers to the schema`;
        return finding("schema-reference-dynamic", source, toPointer([...path, keyword]), message, { fix });
      }),
  );
