import { dirname, join, relative, resolve } from "node:path";
import type { Diagnostic } from "../source/diagnostic.ts";
import { toPointer, valueAt } from "../source/json-pointer.ts";
import type { SourceFile } from "../source/source-file.ts";
import { finding } from "./finding.ts";
import { parseBeside } from "./parse-beside.ts";
import type { ParserFinding } from "./parse-document.ts";

/**
 * The findings of `@asyncapi/parser`, the authority on AsyncAPI, in the document; `judged` are the schema files that ajv
 * checks.
 */
export async function checkDocument(document: SourceFile, judged: readonly string[]): Promise<Diagnostic[]> {
  const version = checkVersion(document);
  if (version.length > 0) return version;
  const found = await parseBeside({ path: document.path, text: document.text, judged });
  return found.filter(({ severity }) => severity <= 1).map(each => toDiagnostic(document, each));
}

/** Whether the document says that it is AsyncAPI 3. */
export function checkVersion(document: SourceFile): Diagnostic[] {
  const version = valueAt(document.value, "/asyncapi");
  if (typeof version === "string" && version.startsWith("3.")) return [];
  const fix = "write asyncapi: 3.1.0";
  return [finding("asyncapi-version", document, "/asyncapi", "the document is not AsyncAPI 3", { fix })];
}

function toDiagnostic(
  document: SourceFile,
  { code, message, path, severity, source, line, character }: ParserFinding,
): Diagnostic {
  const rule = code.replace(/[^a-z0-9]+/gi, "-").toLowerCase();
  const isMild = severity !== 0;
  // As the other findings name it: below the folder as it was given.
  const folder = dirname(document.path);
  const named = (absolute: string) => join(folder, relative(resolve(folder), absolute));
  const text = message
    .split("\n")[0]!
    .replace(
      /^ENOENT: no such file or directory, open '(.*)'$/,
      (_, path: string) => `there is no file ${named(path)}`,
    );
  if (source === undefined || source === resolve(document.path))
    return finding(rule, document, toPointer(path), text, { isMild });
  const place = { file: named(source), line: line + 1, column: character + 1 };
  const { pointer: _pointer, ...found } = finding(rule, document, "", text, { isMild });
  return { ...found, ...place };
}
