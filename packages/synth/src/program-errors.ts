import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Place } from "./source-places.ts";

/** The folder of the kit's packages: a stack frame in there is no place in the program. */
const kit = fileURLToPath(new URL("../../", import.meta.url));

const frame = /\(?((?:file:\/\/)?\/[^():]+\.m?[jt]s):(\d+):(\d+)\)?$/;

/**
 * An error of the user's program as lines to print: the first place in the program's own files, then the message. `sourceOf`
 * leads from the code that ran to its source.
 */
export function programErrors(error: unknown, root: string, sourceOf: (place: Place) => Place): string[] {
  if (!(error instanceof Error)) return [String(error)];
  const place = (error.stack ?? "").split("\n").flatMap(line => own(line, root, sourceOf))[0];
  // Pulumi adds its own trail below the first line.
  const message = error.message.split("\n")[0] ?? "";
  return [place ? `${place} ${message}` : message];
}

function own(text: string, root: string, sourceOf: (place: Place) => Place): string[] {
  const [, path, row, position] = frame.exec(text.trim()) ?? [];
  if (path === undefined) return [];
  const ran = { file: path.replace("file://", ""), line: Number(row), column: Number(position) };
  const { file, line, column } = sourceOf(ran);
  if (!file.startsWith(root + sep) || file.startsWith(kit) || !file.endsWith(".ts")) return [];
  const local = relative(root, file);
  return local.split(sep).some(folder => folder === ".sst" || folder === "node_modules")
    ? []
    : [`${local}:${line}:${column}`];
}
