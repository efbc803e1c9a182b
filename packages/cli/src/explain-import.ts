import { fileURLToPath } from "node:url";
import { placeAt } from "@tributary/contract-tools/text-place";

/** Why a module does not load, in one line with its place. */
export interface ImportProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Where a module threw, or does not parse, or names what is not there; its first character where nothing tells. */
export function explainImport(
  error: unknown,
  { file, text }: { readonly file: string; readonly text: string },
): ImportProblem {
  const { said, stack, code } = partsOf(error);
  const [message = ""] = said.split("\n");
  // Node.js begins the stack of what does not parse with the place, then shows the lines with carets below the fault.
  const parsed = /^((?:file:\/\/)?\/.+):(\d+)\n/.exec(stack);
  if (parsed !== null) {
    const carets = /^( *)\^+ *$/m.exec(stack)?.[1] ?? "";
    return { file: pathOf(parsed[1]!), line: Number(parsed[2]), column: carets.length + 1, message };
  }
  const missing = /^Cannot find (?:package|module) '([^']+)' imported from (.+)$/.exec(message);
  if (code === "ERR_MODULE_NOT_FOUND" && missing?.[2] === file) {
    const named = missing[1]!.split("/").at(-1)!;
    return { file, ...placeAt(text, Math.max(text.indexOf(named), 0)), message: `cannot find ${missing[1]}` };
  }
  const thrown = /^ +at .*?(file:\/\/[^\n]+?):(\d+):(\d+)\)?$/m.exec(stack);
  if (thrown !== null && !thrown[1]!.includes("/node_modules/") && !thrown[1]!.startsWith(ours))
    return { file: pathOf(thrown[1]!), line: Number(thrown[2]), column: Number(thrown[3]), message };
  return { file, line: 1, column: 1, message };
}

const ours = new URL(".", import.meta.url).href;

const pathOf = (place: string) => (place.startsWith("file:") ? fileURLToPath(place) : place);

type NodeError = Error & { readonly code?: string };

/** What was thrown may be anything, even what throws when it is looked at. */
function partsOf(error: unknown): {
  readonly said: string;
  readonly stack: string;
  readonly code?: string | undefined;
} {
  try {
    const { message = String(error), stack = "", code } = error instanceof Error ? (error as NodeError) : {};
    return { said: String(message), stack: String(stack), code };
  } catch {
    return { said: "it throws what cannot be shown", stack: "" };
  }
}
