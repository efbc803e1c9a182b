import type { Graph, GraphResource } from "./graph.ts";

/** The text of a snapshot: JSON with one line per resource head and per input, so that a diff shows what changed. */
export function renderGraph({ resources, links, ...head }: Graph): string {
  const lines = [
    ...Object.entries(head).map(([key, value]) => `${quote(key)}:${quote(value)},`),
    `"links":${block(links, 0)},`,
    `"resources":[`,
    resources.map(renderResource).join(",\n"),
    "]",
  ];
  return `{\n${lines.join("\n")}\n}\n`;
}

function renderResource({ inputs, outputs, name, type, parent, id, ...rest }: GraphResource): string {
  const head = Object.entries({ name, type, parent, id, ...rest }).filter(([, value]) => value !== undefined);
  return `{${head.map(([key, value]) => `${quote(key)}:${quote(value)}`).join(",")},\n "inputs":${block(inputs, 1)},\n "outputs":${quote(outputs)}}`;
}

const quote = (value: unknown) => JSON.stringify(value);

function block(values: Readonly<Record<string, unknown>>, depth: number): string {
  const indent = " ".repeat(depth);
  const lines = Object.entries(values).map(([key, value]) => `${indent} ${quote(key)}:${quote(value)}`);
  return lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}}`;
}
