import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a reader of a page does next: run a command, or change a file. */
export type PageStep =
  | { readonly heading: string; readonly command: string; readonly exitCode: number }
  | { readonly heading: string; readonly file: string; readonly change: readonly string[] };

/**
 * The steps of a page, in order: each line of its `sh` blocks, which may end in `# exit code 1`; and each `diff` block, whose first
 * line names the file.
 */
export function pageSteps(path: string): PageStep[] {
  const page = readFileSync(path, "utf8");
  const steps: PageStep[] = [];
  let heading = "";
  for (const [, title, language, body = ""] of page.matchAll(/^## (.*)$|^```(\w*)\n([\s\S]*?)^```$/gm)) {
    if (title !== undefined) heading = title;
    const lines = body.trimEnd().split("\n");
    if (language === "sh")
      for (const line of lines) {
        const [command = "", comment = ""] = line.split(/\s+# /);
        steps.push({ heading, command, exitCode: Number(/^exit code (\d+)$/.exec(comment)?.[1] ?? 0) });
      }
    if (language === "diff") steps.push({ heading, file: lines[0]!.replace(/^--- /, ""), change: lines.slice(1) });
  }
  return steps;
}

/** Makes the change of a `diff` block: what it keeps and removes must stand in the file, once. */
export function applyChange(folder: string, file: string, change: readonly string[]): void {
  const path = join(folder, file);
  const text = readFileSync(path, "utf8");
  const side = (left: string) =>
    change
      .filter(line => line[0] === " " || line[0] === left)
      .map(line => `${line.slice(1)}\n`)
      .join("");
  const parts = text.split(side("-"));
  if (parts.length !== 2)
    throw new Error(`${file} has ${parts.length - 1} places for this change:\n${change.join("\n")}`);
  writeFileSync(path, parts.join(side("+")));
}
