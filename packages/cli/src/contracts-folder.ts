import { statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { projectAbove } from "./project-above.ts";
import { UsageError } from "./run-command.ts";

const DOCUMENT = "asyncapi.yaml";
const BEGIN = "; `npx tributary init FOLDER` makes a new repository";

/** The contracts folder that a command line names: itself, or the folder of the `asyncapi.yaml` given. `UsageError` when it is neither. */
export function contractsFolder(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) {
    const advice = projectAbove(join(path, DOCUMENT)) || (basename(path) === "contracts" ? BEGIN : "");
    throw new UsageError(`cannot use ${path}: no such file or folder${advice}`);
  }
  if (found.isDirectory()) return path;
  if (basename(path) === DOCUMENT) return dirname(path);
  throw new UsageError(`cannot use ${path}: give a contracts folder, or its ${DOCUMENT}`);
}
