import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
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

/** Every released revision of an event, oldest first; none where there is no folder. `SchemaError` for one that is not JSON. */
export function releasedSchemas(root: string, stem: string): Revision[] {
  const folder = releasedFolder(root, stem);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter(name => /^\d+\.json$/.test(name))
    .map(name => readRevision(join(folder, name), Number.parseInt(name, 10)))
    .sort((a, b) => a.revision - b.revision);
}

function readRevision(file: string, revision: number): Revision {
  const text = readFileSync(file, "utf8");
  const name = `released revision ${revision}`;
  try {
    return { revision, file, text, version: unbundleSchema(name, JSON.parse(text)) };
  } catch (error) {
    if (error instanceof SyntaxError) throw new SchemaError(file, "", "it is not JSON", error);
    throw error;
  }
}
