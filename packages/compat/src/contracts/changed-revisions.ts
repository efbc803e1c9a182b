import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Diagnostic } from "@tributary/contract-tools/diagnostic";
import { jsonFiles } from "@tributary/contract-tools/load-contracts";
import { ofRule } from "@tributary/contract-tools/rule-catalogue";

/** A released revision as a file: its path from `released`, and its text with plain line feeds. */
export interface RevisionFile {
  readonly path: string;
  readonly text: string;
}

/** The released revisions of older contracts, and a name for them. */
export interface OlderRevisions {
  readonly name: string;
  readonly revisions: readonly RevisionFile[];
}

/** Every revision of every event, released by a contracts folder. */
export const revisionFiles = (root: string): RevisionFile[] =>
  jsonFiles(join(root, "released"), { recursive: true })
    .filter(path => /^[^/\\]+[/\\]\d+\.json$/.test(path))
    .map(path => ({ path: path.replaceAll("\\", "/"), text: read(join(root, "released", path)) }));

/** The revisions of older contracts that a contracts folder lacks, or has otherwise. */
export function changedRevisions(root: string, { name, revisions }: OlderRevisions): Diagnostic[] {
  return revisions.flatMap(({ path, text }): Diagnostic[] => {
    const file = join(root, "released", path);
    const now = existsSync(file) ? read(file) : undefined;
    if (now === text) return [];
    return [
      {
        ...ofRule("released-changed"),
        file,
        line: 1,
        column: 1,
        message: `released/${path} ${now === undefined ? "is missing, but exists in" : "differs from"} ${name}`,
        fix: "restore it, and release the difference as the next revision",
      },
    ];
  });
}

/** A checkout may have turned the line feeds of the same text. */
const read = (file: string) => readFileSync(file, "utf8").replaceAll("\r\n", "\n");
