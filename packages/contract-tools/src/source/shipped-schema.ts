import { relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The path of a schema that this package ships, or of a folder of them, as seen from the current folder. */
export const shippedSchema = (name: string): string =>
  relative(".", fileURLToPath(new URL(`../../schemas/${name}`, import.meta.url)));
