import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What a reader of a page does next: run a command, write a file, or change one. */
export type PageStep =
  | { readonly heading: string; readonly command: string; readonly exitCode: number }
  | { readonly heading: string; readonly file: string; readonly text: string }
  | { readonly heading: string; readonly file: string; readonly change: readonly string[] };

/**
 * The steps of a page, in order: each line of its `sh` blocks, which may end in `# exit code 1`; each block below a line that is
 * nothing but a file's name and a colon; and each `diff` block, whose first line names the file.
 */
export function pageSteps(path: string): PageStep[] {
  const page = readFileSync(path, "utf8");
  const steps: PageStep[] = [];
  let heading = "";
  const part = /^## (.*)$|(?:^`([^`\n]+)`:\n\n)?^```(\w*)\n([\s\S]*?)^```$/gm;
  for (const [, title, file, language, body = ""] of page.matchAll(part)) {
    if (title !== undefined) heading = title;
    if (file !== undefined) {
      steps.push({ heading, file, text: body });
      continue;
    }
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

/** Writes a file of a page, or makes the change of a `diff` block: what it keeps and removes must stand in the file, once. */
export function applyStep(folder: string, { file, ...step }: Exclude<PageStep, { readonly command: string }>): void {
  const path = join(folder, file);
  if ("text" in step) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, step.text);
    return;
  }
  const { change } = step;
  const text = readFileSync(path, "utf8");
  const without = (sign: string) =>
    change
      .filter(line => line[0] !== sign)
      .map(line => `${line.slice(1)}\n`)
      .join("");
  const parts = text.split(without("+"));
  if (parts.length !== 2)
    throw new Error(`${file} has ${parts.length - 1} places for this change:\n${change.join("\n")}`);
  writeFileSync(path, parts.join(without("-")));
}
