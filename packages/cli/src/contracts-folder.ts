import { statSync } from "node:fs";
import { dirname } from "node:path";

/** The contracts folder that a command line names: itself, or the folder of the `asyncapi.yaml` given. */
export const contractsFolder = (path: string): string => (statSync(path).isDirectory() ? path : dirname(path));
