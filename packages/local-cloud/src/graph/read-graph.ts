import type { Graph } from "@tributary/synth/graph";
import { readRegularText } from "@tributary/synth/read-regular-text";
import { type ParseError, parse } from "jsonc-parser";
import { GraphError } from "./graph-error.ts";

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file; `npx tributary synth` writes it",
  EISDIR: "it is a folder",
  EFTYPE: "it is not a regular file",
};

/** The graph in a file, as `npx tributary synth` writes it. `GraphError` names file, line and column of what is wrong with it. */
export function readGraph(file: string): Graph {
  let text: string;
  try {
    text = readRegularText(file);
  } catch (cause) {
    const { code = "", message } = cause as NodeJS.ErrnoException;
    throw new GraphError(`${file}: ${reasons[code] ?? message}`, { cause });
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new GraphError(`${file}${place(text)}: not valid JSON`, { cause });
  }
  const problem = graphProblem(parsed);
  if (problem) throw new GraphError(`${file}: ${problem}`);
  return parsed as Graph;
}

/** `:line:column` of the first error. */
function place(text: string): string {
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true });
  const lines = text.slice(0, errors[0]?.offset).split("\n");
  return `:${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
}

/** What is wrong with the shape of a graph; undefined when nothing is. */
export function graphProblem(graph: unknown): string | undefined {
  if (!isObject(graph)) return "a graph is an object";
  for (const member of ["app", "stage", "region", "account"])
    if (typeof graph[member] !== "string") return `${member} must be a string`;
  if (!isObject(graph.links)) return "links must be an object";
  if (!Array.isArray(graph.resources)) return "resources must be an array";
  const seen = new Set<string>();
  for (const [index, resource] of graph.resources.entries()) {
    if (!isObject(resource)) return `resources[${index}] must be an object`;
    for (const member of ["name", "type", "id"])
      if (typeof resource[member] !== "string") return `resources[${index}].${member} must be a string`;
    for (const member of ["inputs", "outputs"])
      if (!isObject(resource[member])) return `resources[${index}].${member} must be an object`;
    const identity = `${String(resource.type)} "${String(resource.name)}"`;
    if (seen.has(identity)) return `${identity} is there twice`;
    seen.add(identity);
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
