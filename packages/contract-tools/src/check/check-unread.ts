import { readdirSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { schemaClosure, schemaSet } from "../schema/schema-closure.ts";
import type { ContractModel } from "../source/contract-model.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { referencesIn } from "./check-references.ts";
import { finding } from "./finding.ts";
import { ofRule } from "./rule-catalogue.ts";

/** Files in the folders of schemas and examples that say something about no event. */
export function checkUnread(model: ContractModel): Diagnostic[] {
  return [...unusedSchemas(model), ...strayFiles(model)];
}

/** Schemas that no event needs, at once or by others, and that nothing in the document refers to. */
function unusedSchemas({ root, document, events, schemas }: ContractModel): Diagnostic[] {
  const all = schemaSet(schemas);
  const referred = new Set(
    [...referencesIn(document.value)].map(({ ref }) => resolve(dirname(document.path), ref.replace(/#.*/s, ""))),
  );
  const roots = [
    ...events.map(({ schema }) => schema.id),
    ...schemas.filter(({ source }) => referred.has(resolve(source.path))).map(({ id }) => id),
  ];
  const used = new Set(roots.flatMap(id => [...schemaClosure(id, all).keys()]));
  const folder = resolve(root, "schemas");
  return schemas
    .filter(({ id, source }) => !used.has(id) && dirname(resolve(source.path)) === folder)
    .map(({ source }) =>
      finding("schema-unused", source, "", "no event has this schema, and no schema of an event refers to it", {
        fix: "refer to it from the payload of a message, or remove it with its examples",
      }),
    );
}

/** Files that look like schemas or examples, where none are read. */
function strayFiles({ root }: ContractModel): Diagnostic[] {
  const stray = (rule: string, name: string, message: string, fix: string): Diagnostic => {
    return { ...ofRule(rule), file: join(root, name), line: 1, column: 1, message, fix };
  };
  const isExample = (path: readonly string[]) =>
    path.length === 3 && ["valid", "invalid"].includes(path[1]!) && path[2]!.endsWith(".json");
  return [
    ...filesIn(join(root, "schemas"))
      .filter(name => name.includes(sep) || !name.endsWith(".json"))
      .map(name =>
        stray(
          "schema-unused",
          join("schemas", name),
          "schemas are read from .json files in schemas/ itself alone",
          "move it there, or remove it",
        ),
      ),
    ...filesIn(join(root, "examples"))
      .filter(name => !isExample(name.split(sep)))
      .map(name =>
        stray(
          "example-unread",
          join("examples", name),
          "examples are read from examples/<stem>/valid and examples/<stem>/invalid alone",
          "move it there, or remove it",
        ),
      ),
  ];
}

const filesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(entry => !entry.isDirectory() && /\.(json|ya?ml)$/.test(entry.name))
      .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
      .sort();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
};
