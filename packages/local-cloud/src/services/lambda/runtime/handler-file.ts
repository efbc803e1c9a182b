import { existsSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { WorkerStart } from "./worker-messages.ts";

/** The file of a handler's module, whose URL comes without extension; undefined when there is none. */
export function handlerFile(module: string): string | undefined {
  return [".ts", ".mts", ".js", ".mjs"].map(end => fileURLToPath(module + end)).find(file => existsSync(file));
}

/** Where a handler is exported, `services/letters/handler.ts:12:14` below the root; its file alone when no line exports it. */
export function handlerPlace({ module, handler, root }: Pick<WorkerStart, "module" | "handler" | "root">) {
  const file = handlerFile(module);
  if (file === undefined) return undefined;
  const text = readFileSync(file, "utf8");
  const name = handler.replace(/\$/g, "\\$&");
  const found = new RegExp(
    `^export\\s(?!\\s*(?:type|interface|declare)\\b)[^;=(]*?(?<![\\w$])(?=${name}(?![\\w$]))`,
    "m",
  ).exec(text);
  const before = found && text.slice(0, found.index + found[0].length).split("\n");
  const at = before ? `:${before.length}:${before.at(-1)!.length + 1}` : "";
  return relative(root, file) + at;
}
