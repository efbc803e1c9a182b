import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readSourceFile } from "@tributary/contract-tools/source-file";
import { SchemaError } from "../schema-error.ts";
import type { SchemaVersion } from "../schema-version.ts";
import { unbundleSchema } from "./bundle-schema.ts";

/** One state of an event's schema that has been released. Revisions count from 1 within one version of an event. */
export interface Revision {
  readonly revision: number;
  readonly file: string;
  readonly text: string;
  readonly version: SchemaVersion;
}

/** The folder of the revisions of an event: `released/<stem>`. */
export const releasedFolder = (root: string, stem: string): string => join(root, "released", stem);

/** Every released revision of an event, oldest first; none where there is no folder. `SchemaError` for one that cannot be read. */
export function releasedSchemas(root: string, stem: string): Revision[] {
  const folder = releasedFolder(root, stem);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter(name => /^\d+\.json$/.test(name))
    .map(name => readRevision(join(folder, name), Number.parseInt(name, 10)))
    .sort((a, b) => a.revision - b.revision);
}

function readRevision(file: string, revision: number): Revision {
  const { text, value, problems } = readSourceFile(file);
  const [problem] = problems;
  if (problem !== undefined) throw new SchemaError(`${file}:${problem.line}:${problem.column}`, "", problem.message);
  return { revision, file, text, version: unbundleSchema(`released revision ${revision}`, value) };
}
