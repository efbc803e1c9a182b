import { dirname, join, relative, resolve } from "node:path";
import { Parser, type Diagnostic as ParserDiagnostic, type SchemaParser } from "@asyncapi/parser";
import type { Diagnostic } from "../diagnostic.ts";
import { toPointer, valueAt } from "../json-pointer.ts";
import type { SourceFile } from "../source-file.ts";
import { finding } from "./finding.ts";

/** What `@asyncapi/parser`, the authority on AsyncAPI, finds in the document. */
export async function checkDocument(document: SourceFile): Promise<Diagnostic[]> {
  const version = valueAt(document.value, "/asyncapi");
  if (typeof version !== "string" || !version.startsWith("3.")) {
    const fix = "write asyncapi: 3.1.0";
    return [finding("asyncapi-version", document, "/asyncapi", "the document is not AsyncAPI 3", { fix })];
  }
  const parser = new Parser({
    schemaParsers: [jsonSchema2020],
    __unstable: {
      resolver: { resolvers: ["http", "https"].map(schema => ({ schema, order: 1, canRead: true, read: nothing })) },
    },
  });
  const found = await parser.validate(document.text, { source: resolve(document.path) });
  return found.filter(({ severity }) => severity <= 1).map(each => toDiagnostic(document, each));
}

/** Payloads of the 2020-12 dialect: ajv judges them where their files are checked. */
const jsonSchema2020: SchemaParser = {
  validate: () => [],
  parse: ({ data }) => (typeof data === "boolean" || (typeof data === "object" && data !== null) ? data : {}),
  getMimeTypes: () => ["application/schema+json;version=2020-12", "application/schema+yaml;version=2020-12"],
};

/** Nothing is fetched from the network: a remote reference is reported elsewhere, and empty here. */
const nothing = () => "{}";

function toDiagnostic(
  document: SourceFile,
  { code, message, path, severity, source, range }: ParserDiagnostic,
): Diagnostic {
  const rule = String(code)
    .replace(/[^a-z0-9]+/gi, "-")
    .toLowerCase();
  const options = { severity: severity === 0 ? ("error" as const) : ("warning" as const) };
  const text = message.split("\n")[0]!.replace(/^ENOENT: no such file or directory, open /, "no such file: ");
  if (source === undefined || source === resolve(document.path))
    return finding(rule, document, toPointer(path), text, options);
  const { line, character } = range.start;
  // As the other findings name it: below the folder as it was given.
  const folder = dirname(document.path);
  const file = join(folder, relative(resolve(folder), source));
  return { rule, ...options, file, line: line + 1, column: character + 1, message: text };
}
