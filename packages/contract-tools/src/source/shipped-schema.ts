import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";

/** The folder, asked of the package itself: built, its modules lie deeper. */
const root = dirname(createRequire(import.meta.url).resolve("@tributary/contract-tools/package.json"));

/** The schema of every event's metadata, unless the contracts bring their own of that name. */
export const METADATA = "event-metadata.v1.schema.json";

/** The path of a schema that this package ships, or of a folder of them, as seen from the current folder. */
export const shippedSchema = (name: string): string => relative(".", join(root, "schemas", name));
